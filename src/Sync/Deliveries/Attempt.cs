using System.Globalization;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>One try to bring a delivery that was mapped to its target, which puts whatever happens into one of the causes.</summary>
internal static class Attempt
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Never throws, except when the process stops.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="way">How its target is written.</param>
    /// <param name="delivery">What is brought.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">The process stops.</param>
    public static Task<ApplyResult> RunAsync(
        Flow flow, WriteWay way, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (flow.PassesEvents)
        {
            return PassAsync(flow, way, delivery, clock, ct);
        }

        var request = new ApplyRequest(
            flow.TargetKind, $"{flow.Name}:{delivery.Subject}", delivery.Fields ?? [], flow.Origin, delivery.Version);
        request = flow.Hook is { } hook ? request with { Event = EventOf(hook, flow, delivery, request) } : request;
        return ApplyAsync(flow, way, request, clock, ct);
    }

    /// <summary>Does all that makes no record there; null when it is to be created. Never throws, as above.</summary>
    public static Task<ApplyResult?> LookAsync(Flow flow, Upsert upsert, TimeProvider clock, CancellationToken ct) =>
        SendAsync(flow, upsert.LookAsync, static _ => null, clock, ct);

    /// <summary>Creates it. Never throws, as above.</summary>
    public static async Task<ApplyResult> CreateAsync(Flow flow, Upsert upsert, TimeProvider clock, CancellationToken ct) =>
        (await SendAsync(
            flow, async limit => await upsert.CreateAsync(limit),
            message => upsert.IsCreating ? upsert.Unknown(message) : null, clock, ct))!;

    /// <summary>
    /// Where a system that is not called over HTTP did not take it, what it was asked to write; what it took stands there to be seen.
    /// </summary>
    public static void Tell(Flow flow, Delivery delivery, ApplyResult result)
    {
        if (result.Cause is not null && delivery.Fields is { } fields && ExchangeLog.Current is { Entries.Count: 0 } log)
        {
            log.Note(new Exchange("apply", $"{flow.Target}/{flow.TargetKind}", Excerpts.Clean(Text(fields), SecretMask.MaskNamed)));
        }
    }

    /// <summary>
    /// Halves of letters can be written by no one: an attempt must be noted down all the same, or it is made again and again.
    /// </summary>
    private static string Text(JsonObject fields)
    {
        try
        {
            return fields.ToJsonString(Plain);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or JsonException)
        {
            return "{}";
        }
    }

    /// <summary>The same for every repeat: by its id, which flow, record and version make, a receiver knows it again.</summary>
    private static PassedEvent EventOf(FlowHook hook, Flow flow, Delivery delivery, ApplyRequest request)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{request.NaturalKey}:{delivery.Version}");
        return new PassedEvent(
            id, CloudEventJson.Of(id, hook.Type, $"flows/{flow.Name}", delivery.Subject, delivery.ChangedAt, delivery.Fields));
    }

    /// <summary>That a filter could not say whether it wants an event was no reason to leave it out; here a person hears of it.</summary>
    private static Task<ApplyResult> PassAsync(Flow flow, WriteWay way, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (delivery.Event is not { } envelope)
        {
            return Task.FromResult(ApplyResult.Failed(FailureCause.Mapping, "It was not made from an event."));
        }

        var body = CloudEventJson.With(envelope, delivery.Payload);
        if (flow.Filter?.FaultOn(body) is { } fault)
        {
            return Task.FromResult(ApplyResult.Failed(FailureCause.Mapping, $"The filter can't be applied to this event: {fault}"));
        }

        var request = new ApplyRequest(flow.TargetKind, $"{flow.Name}:{delivery.Subject}", [], flow.Origin, delivery.Version)
        {
            Event = new PassedEvent(CloudEventJson.IdOf(envelope), body),
        };
        return ApplyAsync(flow, way, request, clock, ct);
    }

    /// <summary>Fine where a repeat is harmless, a person's decision where it is not.</summary>
    private static async Task<ApplyResult> ApplyAsync(
        Flow flow, WriteWay way, ApplyRequest request, TimeProvider clock, CancellationToken ct) => (await SendAsync(
        flow, async limit => await way.System.ApplyAsync(request, limit),
        message => way.RepeatsSafely ? null : ApplyResult.Failed(FailureCause.OutcomeUnknown, message), clock, ct))!;

    /// <summary>Sends, and judges what is thrown.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="send">Sends.</param>
    /// <param name="unknown">
    /// What it means that the write may or may not have happened, whatever broke: reading an answer can fail in any way. Null where a
    /// repeat has no second effect.
    /// </param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">The process stops.</param>
    private static async Task<ApplyResult?> SendAsync(
        Flow flow, Func<CancellationToken, Task<ApplyResult?>> send, Func<string, ApplyResult?> unknown, TimeProvider clock,
            CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // Also stop waiting for a system that does not listen to the token: a hanging one must not hold the lane for ever.
            return await send(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nothing is noted down: it is still pending. Where a repeat is not safe its mark says to whoever starts next that it may have
            // arrived.
            throw;
        }
        catch (OperationCanceledException)
        {
            // Whoever gave up, the request may be on its way still.
            var message = $"No answer within {flow.Timeout.TotalSeconds:0.###} s.";
            return unknown(message) ?? ApplyResult.Failed(FailureCause.Unavailable, message);
        }
        catch (Exception error)
        {
            // First whether it may have been done, then why it broke: a fault of our own, met while the answer is read, undoes nothing
            // there.
            return unknown($"{error.GetType().Name}: {error.Message}") ?? Classify(error);
        }
    }

    /// <summary>What something that was thrown means, where no write hangs on it.</summary>
    public static ApplyResult Classify(Exception error) => error switch
    {
        StoreOutcomeUnknownException or HttpRequestException or IOException or SocketException or TimeoutException =>
            ApplyResult.Failed(FailureCause.Unavailable, error.Message),
        // A wrong statement is wrong the next time too: such attempts are counted and come to an end, while an outage is waited for.
        StoreException { Fault: StoreFault.Statement } => ApplyResult.Failed(FailureCause.OurBug, error.Message),
        StoreException => ApplyResult.Failed(FailureCause.Unavailable, error.Message),
        ArgumentException => ApplyResult.Failed(FailureCause.Mapping, error.Message),
        _ => ApplyResult.Failed(FailureCause.OurBug, $"{error.GetType().Name}: {error.Message}"),
    };
}
