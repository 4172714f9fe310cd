using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks the times that trigger a flow.</summary>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration: name, text, least and most.</param>
internal sealed partial class CronCheck(Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private const int MissedMax = 1_000;
    private static readonly TimeSpan OverlapMax = TimeSpan.FromDays(7);

    /// <summary>The times.</summary>
    /// <param name="part">As they stand in the file.</param>
    /// <param name="kind">The kind of record that is asked for; null where there is none of that name.</param>
    /// <param name="wantsDeletes">Whether the flow brings deletes.</param>
    public CronSettings? Check(TriggerPart.CronPart? part, RecordKind? kind, bool wantsDeletes)
    {
        if (part is null)
        {
            return null;
        }

        var (times, zone) = (CronTimes.Parse(part.At ?? ""), CronTimes.ZoneOf(part.Zone));
        expect(
            times is not null,
            "trigger.cron.at must be minute, hour, day of month, month and day of week, like 0 6 * * 1-5 in quotes; it is "
            + (part.At ?? "left out"));
        expect(zone is not null, $"trigger.cron.zone must be a time zone like Europe/Berlin; it is {part.Zone}");
        var missed = MissedPattern().Match(part.Missed);
        var most = missed.Groups["max"] is { Success: true } max ? int.Parse(max.Value, CultureInfo.InvariantCulture) : MissedMax;
        expect(
            missed.Success && most is > 0 and <= MissedMax,
            $"trigger.cron.missed must be once, skip, all or all(N) with N from 1 to {MissedMax}; it is {part.Missed}");
        var overlap = time("trigger.cron.overlap", part.Overlap, TimeSpan.Zero, OverlapMax);
        var sweep = new SweepCheck("trigger.cron", expect, time).Check(part.Sweep, kind, wantsDeletes);
        return times is null || zone is null
            ? null
            : new CronSettings(part.At!, times, zone, Word(missed.Groups["word"].Value), most, overlap) { Sweep = sweep };
    }

    private static MissedRuns Word(string word) => word switch
    {
        "skip" => MissedRuns.Skip,
        "all" => MissedRuns.All,
        _ => MissedRuns.Once,
    };

    [GeneratedRegex("^(?<word>once|skip|all)\\z|^(?<word>all)\\((?<max>[0-9]{1,4})\\)\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MissedPattern();
}
