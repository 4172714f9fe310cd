using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks how a flow finds out what its source has deleted without a word.</summary>
/// <param name="place">What the part of the file is called that it stands in, for example <c>trigger.poll</c>.</param>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration: name, text, least and most.</param>
internal sealed class SweepCheck(string place, Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private const string Off = "off";
    private const double ShareDefault = 0.2, ShareMin = 0.01;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50), Most = TimeSpan.FromDays(30);

    /// <summary>How it does; null when it does not.</summary>
    /// <param name="part">As it stands in the file.</param>
    /// <param name="kind">The kind of record that is asked for; null where there is none of that name.</param>
    /// <param name="wantsDeletes">Whether the flow brings deletes.</param>
    public SweepSettings? Check(TriggerPart.SweepPart part, RecordKind? kind, bool wantsDeletes)
    {
        var share = part.Share ?? ShareDefault;
        expect(share is >= ShareMin and <= 1, $"{place}.sweepShare must be from 0.01 to 1, the part of all records that may be gone");
        if (part.Every is null)
        {
            return wantsDeletes && Default(kind) is { } every ? new SweepSettings(every, share) : null;
        }

        if (part.Every is Off)
        {
            return null;
        }

        expect(wantsDeletes, $"{place}.sweep: from.on must list deleted, for that is what a sweep finds");
        expect(
            kind is null || kind.CanBeSwept,
            $"{place}.sweep: a {kind?.Name} can't be read by its id, so nobody can tell whether it is gone");
        return new SweepSettings(time($"{place}.sweep", part.Every, Least, Most), share);
    }

    /// <summary>Where each record must be read by itself, seldom.</summary>
    private static TimeSpan? Default(RecordKind? kind) => kind is not { HidesDeletes: true, CanBeSwept: true } ? null
        : kind.Has(Capability.Existing) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
}
