using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Flows;

/// <summary>Checks how a system that can't push is asked for changes.</summary>
/// <param name="place">What the part of the file is called, for example <c>trigger.poll</c>.</param>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration: name, text, least and most.</param>
internal sealed class PollCheck(string place, Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private static readonly TimeSpan EveryMin = TimeSpan.FromMilliseconds(50);

    /// <summary>How it is asked.</summary>
    /// <param name="part">As it stands in the file.</param>
    /// <param name="kind">The kind of record that is asked for; null where there is none of that name.</param>
    /// <param name="wantsDeletes">Whether the flow brings deletes.</param>
    public PollSettings Check(TriggerPart.PollPart part, RecordKind? kind, bool wantsDeletes) => new(
        time($"{place}.every", part.Every, EveryMin, TimeSpan.FromDays(1)),
        time($"{place}.overlap", part.Overlap, TimeSpan.Zero, TimeSpan.FromDays(7)),
        new SweepCheck(place, expect, time).Check(part.Sweep, kind, wantsDeletes));
}
