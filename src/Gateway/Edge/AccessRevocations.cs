using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Forgets tokens that no longer count when the process that made them so is another one. Whoever starts later reads from Identity which
/// tokens count.
/// </summary>
internal sealed class AccessRevocations(TokenVerifier tokens) : IEventListener
{
    public string Module => "identity";

    public void Hear(IReadOnlyList<OutboxEvent> events)
    {
        foreach (var published in events)
        {
            if (published.Kind is "user")
            {
                tokens.Evict($"user:{published.RecordId}", FirstGoodOfUser(published));
            }
            else if (published is { Kind: "client", Data: { } data })
            {
                // Its delete carries no record and needs none: the change before it has shut the client out under a new version.
                var client = JsonSerializer.Deserialize(data, ContractsJson.Wire.ApiClient)!;
                tokens.Evict($"client:{client.ClientId}", client.TokenVersion);
            }
        }
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
