using Lockstep.Runtime.Telemetry;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>Tells how the deliveries of one target went: a line each, and two figures.</summary>
internal sealed partial class DeliveryLog(TimeProvider clock, ILogger logger)
{
    private long _delivered;
    private long _dead;

    /// <summary>How many deliveries have ended well since the process started.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many deliveries have become dead letters since the process started.</summary>
    public long Dead => Volatile.Read(ref _dead);

    /// <summary>Counts an attempt that was recorded, and logs it.</summary>
    public void Say(Flow flow, AttemptOutcome outcome)
    {
        var delivery = outcome.Delivery;
        if (outcome.Result.Cause is null)
        {
            Interlocked.Increment(ref _delivered);
            var took = (clock.GetUtcNow() - delivery.ChangedAt).TotalMilliseconds;
            Arrived(logger, RecordNames.Of(delivery.Subject), flow.TargetKind, outcome.Result.TargetId, took, flow.Name);
        }
        else if (outcome.RetryIn is { } pause)
        {
            TriedInVain(logger, RecordNames.Of(delivery.Subject), flow.Name, delivery.Attempts + 1, outcome.Result.Message,
                pause.TotalMilliseconds);
        }
        else
        {
            Interlocked.Increment(ref _dead);
            Died(logger, RecordNames.Of(delivery.Subject), flow.Name, Causes.Word(outcome.Result.Cause), outcome.Result.Message,
                delivery.Id);
        }
    }

    /// <summary>Logs that a delivery ended without being sent.</summary>
    public void SaySkipped(Flow flow, Delivery delivery, string reason) =>
        Skipped(logger, RecordNames.Of(delivery.Subject), flow.Name, reason, delivery.Id);

    [LoggerMessage(5001, LogLevel.Information, "{Record} → {Kind} {TargetId} in {Took:0} ms ({Flow})")]
    private static partial void Arrived(ILogger logger, string record, string kind, string? targetId, double took, string flow);

    [LoggerMessage(5002, LogLevel.Warning, "{Record} by {Flow}: attempt {Number} failed ({Reason}); next in {Pause:0} ms")]
    private static partial void TriedInVain(ILogger logger, string record, string flow, int number, string? reason, double pause);

    [LoggerMessage(5008, LogLevel.Information, "{Record} by {Flow} is skipped: {Reason} (delivery {Id})")]
    private static partial void Skipped(ILogger logger, string record, string flow, string reason, long id);

    [LoggerMessage(5003, LogLevel.Error, "{Record} by {Flow} is a dead letter, {Cause}: {Reason} (delivery {Id})")]
    private static partial void Died(ILogger logger, string record, string flow, string? cause, string? reason, long id);
}
