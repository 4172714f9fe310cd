using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Incoming;

/// <summary>
/// Takes in what an outside system tells a flow: 1. its bytes are verified. 2. They are stored, in a commit of their own, and only then the
/// sender hears that they have arrived. 3. What they say is worked through by <see cref="HookIntake"/>. Killed between 1 and 2, the sender
/// tells it again; between 2 and 3, it is worked through after the next start.
/// </summary>
internal sealed partial class TakeHook(
    SyncDatabase database, FlowRegistry flows, HookSecrets secrets, IOptions<TriggerOptions> options, ILogger<TakeHook> logger)
{
    private static readonly Refusal NotBelieved = new(RefusalCode.NotSignedIn, "This call can't be believed.");
    private static readonly Refusal NotJson = new(RefusalCode.Invalid, "The body is not JSON.");
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CountedFor = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (long Count, long At)> _waiting = new(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/hooks/{flow}",
            (string flow, HttpRequest request, Work work, [FromServices] TakeHook hooks) =>
                hooks.RunAsync(flow, request, work.Ct).ToHttpAsync())
        .ForAll()
        .TakesCredentials()
        .Describe(
            "An outside system tells a flow of its changes, signed as the flow says; stored before this is answered. See docs/flows.md",
            Body.Json("""{ "id": "7", "version": 3 }"""), Response.Of<HookReceipt>(202), Response.Error(400, 401, 404, 413, 503));

    /// <summary>Steps 1 and 2.</summary>
    public async Task<Answer> RunAsync(string name, HttpRequest request, CancellationToken ct)
    {
        if (!flows.ByName.TryGetValue(name, out var flow) || flow.Incoming is not { } hook)
        {
            return new Refusal(RefusalCode.NotFound, $"There is no flow {name} that is told of changes.");
        }

        var most = Math.Min(hook.BodyMax ?? int.MaxValue, options.Value.HookBodyMax);
        if (await RawCall.BodyAsync(request, most, ct) is not { } body)
        {
            return new Refusal(RefusalCode.TooLarge, $"The body is too large; at most {most} bytes are taken.");
        }

        if (await RefuseAsync(flow, request, body, ct) is { } refusal)
        {
            return refusal;
        }

        return IsJson(body) ? await StoreAsync(flow, RawCall.Header(request, hook.IdHeader ?? ""), body, ct) : NotJson;
    }

    private async ValueTask<Refusal?> RefuseAsync(Flow flow, HttpRequest request, byte[] body, CancellationToken ct)
    {
        var hook = flow.Incoming!;
        IReadOnlyList<string> known;
        try
        {
            known = await secrets.FindAsync(flow, ct);
        }
        catch (SecretMissingException error)
        {
            NotSetUp(logger, flow.Name, error.Message);
            return new Refusal(RefusalCode.Unavailable, "This is not set up yet.", RetryAfter: TryAgain);
        }

        var now = database.Clock.GetUtcNow();
        if (hook.Scheme.Refuse(header => RawCall.Header(request, header), body, known, now, hook.Tolerance) is { } reason)
        {
            Refused(logger, flow.Name, reason);
            return NotBelieved;
        }

        return null;
    }

    private async Task<Answer> StoreAsync(Flow flow, string? senderId, byte[] body, CancellationToken ct)
    {
        if (await WaitingAsync(flow.Name, ct) >= options.Value.HooksWaitingMax)
        {
            return new Refusal(RefusalCode.Unavailable, "Too many calls wait to be worked through.", RetryAfter: TryAgain);
        }

        // With another body it is not the same call, whatever its id says: what it tells must not be lost.
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var dedupe = senderId is null ? hash : $"{hash} {senderId}";
        var receipt = await database.Store.WriteAsync(
            async transaction =>
            {
                var now = database.Clock.GetUtcNow();
                var since = senderId is not null ? DateTimeOffset.UnixEpoch : now - flow.Incoming!.Window;
                await transaction.LockAsync($"hook {flow.Name} {dedupe}");
                var first = senderId is null && flow.Incoming!.Window == TimeSpan.Zero
                    ? 0
                    : await HookTable.RepeatAsync(transaction, flow.Name, dedupe, since);
                return first != 0
                    ? new HookReceipt(first, true)
                    : new HookReceipt(await HookTable.InsertAsync(transaction, flow.Name, senderId, dedupe, body, now), false);
            },
            ct);
        database.Store.Signals.Ring(HookTable.Topic);
        return Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(receipt, IncomingJson.Default.HookReceipt));
    }

    /// <summary>Counted once a second: counting costs what waits.</summary>
    private async ValueTask<long> WaitingAsync(string flow, CancellationToken ct)
    {
        if (_waiting.TryGetValue(flow, out var known) && database.Clock.GetElapsedTime(known.At) < CountedFor)
        {
            return known.Count;
        }

        var at = database.Clock.GetTimestamp();
        var count = await database.Store.AskAsync(reader => HookTable.WaitingAsync(reader, flow, options.Value.HooksWaitingMax), ct);
        _waiting[flow] = (count, at);
        return count;
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            JsonElement.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(5064, LogLevel.Warning, "a call to {Flow} was not believed: {Reason}")]
    private static partial void Refused(ILogger logger, string flow, string reason);

    [LoggerMessage(5065, LogLevel.Error, "calls to {Flow} are turned away: {Reason}")]
    private static partial void NotSetUp(ILogger logger, string flow, string reason);
}
