using System.Text.RegularExpressions;
using Lockstep.Runtime.Security;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Secrets;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks how a system tells a flow of its changes by calls.</summary>
/// <param name="place">What the part of the file is called, for example <c>trigger.webhook</c>.</param>
/// <param name="scope">What expressions may use.</param>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration: name, text, least and most.</param>
internal sealed partial class IncomingCheck(
    string place, Scope scope, Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private const int BodyMin = 256;
    private const int BodyMax = 16_777_216;
    private static readonly TimeSpan DayLong = TimeSpan.FromDays(1);

    /// <summary>The calls; null when there are none, or they have faults.</summary>
    public HookSettings? Check(TriggerPart.HookPart? part)
    {
        if (part is null)
        {
            return null;
        }

        var scheme = SignatureScheme.All.FirstOrDefault(one => string.Equals(one.Name, part.Scheme, StringComparison.Ordinal));
        expect(
            scheme is not null,
            $"{place}.scheme must be one of {string.Join(", ", SignatureScheme.All.Select(static one => one.Name))}; it is "
            + (part.Scheme ?? "left out"));
        CheckSecret("secret", part.Secret ?? "");
        CheckSecret("previousSecret", part.PreviousSecret);
        CheckHeader("header", part.Header);
        CheckHeader("idHeader", part.IdHeader);
        expect(
            part.Header is null || scheme is null or { IsFree: true },
            $"{place}.header: {scheme?.Name} has a header of its own, {scheme?.Header}");
        expect(
            part.BodyMax is null or (>= BodyMin and <= BodyMax), $"{place}.bodyMax must be from {BodyMin} to {BodyMax} bytes");
        expect(part.Id is not null, $"{place}.id must be an expression that leads to the id of a record, like id");
        expect(
            part.Read || part.Version is not null || part.ChangedAt is not null,
            $"{place}.version, or changedAt, must lead to what orders the changes of a record, for calls overtake each other; "
            + "or say read: true, and the record is read from its system");
        expect(
            !part.Read || (part.Version ?? part.ChangedAt ?? part.Deleted) is null,
            $"{place}: with read: true a call only names records: version, changedAt and deleted are those that are read");
        var tolerance = time($"{place}.tolerance", part.Tolerance, TimeSpan.FromSeconds(1), DayLong);
        var window = time($"{place}.window", part.Window, TimeSpan.Zero, DayLong);
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
        $"{place}.{field} must say where the secret is, like ${{secret:shop-hook}} or ${{env:SHOP_HOOK}}");

    private void CheckHeader(string field, string? text) => expect(
        text is null || HeaderPattern().IsMatch(text), $"{place}.{field} must be the name of a header, like X-Signature");

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex HeaderPattern();
}
