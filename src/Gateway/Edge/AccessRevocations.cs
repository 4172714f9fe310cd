using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Transports;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Forgets tokens that no longer count when the process that made them so is another one. Only touches memory, and a repeat changes
/// nothing, so that it needs no inbox; whoever starts later reads from Identity which tokens count.
/// </summary>
internal sealed class AccessRevocations(TokenVerifier tokens) : IEventConsumer
{
    public string Name => "gateway-access-revocations";

    public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        foreach (var published in events)
        {
            if (published.Kind is "user")
            {
                tokens.Evict($"user:{published.RecordId}", FirstGoodOfUser(published));
            }
            else if (published is { Kind: "client", Data: { } data })
            {
                var client = JsonSerializer.Deserialize(data, ContractsJson.Wire.ApiClient)!;
                tokens.Evict($"client:{client.ClientId}", client.TokenVersion);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>From which version on tokens count: none of a user who is gone.</summary>
    private static long FirstGoodOfUser(OutboxEvent published)
    {
        if (published.Data is not null)
        {
            return JsonSerializer.Deserialize(published.Data, ContractsJson.Wire.User)!.TokenVersion;
        }

        // Without data there is a delete, or the payload of an older event was erased, which says nothing.
        return published.Type is "lockstep.user.deleted.v1" ? long.MaxValue : 0;
    }
}
