using System.Net.Sockets;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>One try to bring a delivery that was mapped to its target, which puts whatever happens into one of the causes.</summary>
internal static class Attempt
{
    /// <summary>Never throws, except when the process stops.</summary>
    public static async Task<ApplyResult> RunAsync(Flow flow, IConnector connector, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (flow.PassesEvents)
        {
            return await PassAsync(flow, connector, delivery, clock, ct);
        }

        var request = new ApplyRequest(
            flow.TargetKind, $"{flow.Name}:{delivery.Subject}", delivery.Fields ?? [], flow.Origin, delivery.Version);
        return await SendAsync(flow, connector, request, clock, ct);
    }

    /// <summary>That a filter could not say whether it wants an event was no reason to leave it out; here a person hears of it.</summary>
    private static async Task<ApplyResult> PassAsync(
        Flow flow, IConnector connector, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (delivery.Event is not { } envelope)
        {
            return ApplyResult.Failed(FailureCause.Mapping, "It was not made from an event.");
        }

        var body = CloudEventJson.With(envelope, delivery.Payload);
        if (flow.Filter?.FaultOn(body) is { } fault)
        {
            return ApplyResult.Failed(FailureCause.Mapping, $"The filter can't be applied to this event: {fault}");
        }

        var request = new ApplyRequest(flow.TargetKind, $"{flow.Name}:{delivery.Subject}", [], flow.Origin, delivery.Version)
        {
            Event = new PassedEvent(CloudEventJson.NamesOf(envelope).Id, body),
        };
        return await SendAsync(flow, connector, request, clock, ct);
    }

    private static async Task<ApplyResult> SendAsync(Flow flow, IConnector connector, ApplyRequest request, TimeProvider clock, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // Also stop waiting for a connector that does not listen to the token: a hanging system must not hold the lane for ever.
            return await connector.ApplyAsync(request, both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return Unknown(connector, $"No answer within {flow.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception error)
        {
            return Classify(connector, error);
        }
    }

    private static ApplyResult Classify(IConnector connector, Exception error) => error switch
    {
        // Whatever broke, it may have broken after the write: reading an answer can fail in any way.
        _ when !connector.RepeatsSafely => Unknown(connector, $"{error.GetType().Name}: {error.Message}"),
        StoreOutcomeUnknownException or HttpRequestException or IOException or SocketException or TimeoutException => Unknown(connector, error.Message),
        StoreException { Fault: StoreFault.Statement } => ApplyResult.Failed(FailureCause.OurBug, error.Message),
        StoreException => ApplyResult.Failed(FailureCause.Unavailable, error.Message),
        ArgumentException => ApplyResult.Failed(FailureCause.Mapping, error.Message),
        _ => ApplyResult.Failed(FailureCause.OurBug, $"{error.GetType().Name}: {error.Message}"),
    };

    /// <summary>The write may or may not have happened: fine where a repeat is harmless, a person's decision where it is not.</summary>
    private static ApplyResult Unknown(IConnector connector, string message) =>
        ApplyResult.Failed(connector.RepeatsSafely ? FailureCause.Unavailable : FailureCause.OutcomeUnknown, message);
}
