using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Values;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Secrets;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks what triggers a flow: times, or calls.</summary>
/// <param name="scope">What expressions may use.</param>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration: name, text, least and most.</param>
internal sealed partial class TriggerCheck(
    Scope scope, Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private const int MissedMax = 1_000;
    private const int BodyMin = 256;
    private const int BodyMax = 16_777_216;
    private static readonly TimeSpan OverlapMax = TimeSpan.FromDays(7);
    private static readonly TimeSpan DayLong = TimeSpan.FromDays(1);

    /// <summary>The times.</summary>
    public CronSettings? Cron(TriggerPart.CronPart? part)
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
        return times is null || zone is null
            ? null
            : new CronSettings(part.At!, times, zone, Word(missed.Groups["word"].Value), most, overlap);
    }

    /// <summary>The calls.</summary>
    public HookSettings? Hook(TriggerPart.HookPart? part)
    {
        if (part is null)
        {
            return null;
        }

        var scheme = SignatureScheme.All.FirstOrDefault(one => string.Equals(one.Name, part.Scheme, StringComparison.Ordinal));
        expect(
            scheme is not null,
            $"trigger.webhook.scheme must be one of {string.Join(", ", SignatureScheme.All.Select(static one => one.Name))}; it is "
            + (part.Scheme ?? "left out"));
        CheckSecret("secret", part.Secret ?? "");
        CheckSecret("previousSecret", part.PreviousSecret);
        CheckHeader("header", part.Header);
        CheckHeader("idHeader", part.IdHeader);
        expect(
            part.Header is null || scheme is null or { IsFree: true },
            $"trigger.webhook.header: {scheme?.Name} has a header of its own, {scheme?.Header}");
        expect(
            part.BodyMax is null or (>= BodyMin and <= BodyMax), $"trigger.webhook.bodyMax must be from {BodyMin} to {BodyMax} bytes");
        expect(part.Id is not null, "trigger.webhook.id must be an expression that leads to the id of a record, like id");
        expect(
            part.Read || part.Version is not null || part.ChangedAt is not null,
            "trigger.webhook.version, or changedAt, must lead to what orders the changes of a record, for calls overtake each other; "
            + "or say read: true, and the record is read from its system");
        expect(
            !part.Read || (part.Version ?? part.ChangedAt ?? part.Deleted) is null,
            "trigger.webhook: with read: true a call only names records: version, changedAt and deleted are those that are read");
        var tolerance = time("trigger.webhook.tolerance", part.Tolerance, TimeSpan.FromSeconds(1), DayLong);
        var window = time("trigger.webhook.window", part.Window, TimeSpan.Zero, DayLong);
        return Records(part) is { } records && scheme is not null
            ? new HookSettings(
                part.Header is { } header ? scheme with { Header = header } : scheme,
                [.. new[] { part.Secret, part.PreviousSecret }.OfType<string>()], part.IdHeader ?? scheme.IdHeader, tolerance,
                part.Read ? TimeSpan.Zero : window, part.BodyMax, records, part.Read)
            : null;
    }

    private HookRecords? Records(TriggerPart.HookPart part)
    {
        var (list, id, version) = (Parse(part.Records), Parse(part.Id), Parse(part.Version));
        var (changedAt, deleted) = (Parse(part.ChangedAt), Parse(part.Deleted));
        return id is null ? null : new HookRecords(list, id, version, changedAt, deleted, scope.Limits);
    }

    private Expression? Parse(PlacedText? text)
    {
        try
        {
            return text is null ? null : Expression.Parse(text.Text, scope with { HasLinks = false });
        }
        catch (ExpressionException error)
        {
            expect(false, $"{text!.Place}: {error.Told}");
            return null;
        }
    }

    private void CheckSecret(string field, string? text) => expect(
        text is null || SecretReferences.IsOne(text),
        $"trigger.webhook.{field} must say where the secret is, like ${{secret:shop-hook}} or ${{env:SHOP_HOOK}}");

    private void CheckHeader(string field, string? text) => expect(
        text is null || HeaderPattern().IsMatch(text), $"trigger.webhook.{field} must be the name of a header, like X-Signature");

    private static MissedRuns Word(string word) => word switch
    {
        "skip" => MissedRuns.Skip,
        "all" => MissedRuns.All,
        _ => MissedRuns.Once,
    };

    [GeneratedRegex("^(?<word>once|skip|all)\\z|^(?<word>all)\\((?<max>[0-9]{1,4})\\)\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MissedPattern();

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex HeaderPattern();
}
