using System.Globalization;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>
/// Functions of days (<c>2026-01-31</c>) and instants (<c>2026-01-31T09:30:00Z</c>, with an offset). Neither a zone nor an order of day and
/// month is ever guessed, and none of them asks what time it is: the same record gives the same result.
/// </summary>
internal static class DateFunctions
{
    private const int AmountMax = 10_000_000;

    public static readonly Function[] All =
    [
        Function.Of("date_parse", "string|null, string, string?", Parse),
        Function.Of("date_format", "string|null, string, string?", Format),
        Function.Of("date_add", "string|null, number, string", Add),
        Function.Of("date_zone", "string|null, string", static call => call[0].Kind is ValueKind.Null ? default
            : Written(call, Moment.ReadInstant(call.Text(0)).In(call.Text(1)))),
        Function.Of("date_from_unix", "number|null", static call => call[0].Kind is ValueKind.Null ? default
            : Written(call, Moment.OfUnix(call.Number(0)))),
        Function.Of("date_to_unix", "string|null", static call => call[0].Kind is ValueKind.Null ? default
            : Value.Of(Moment.ReadInstant(call.Text(0)).ToUnix())),
    ];

    private static Value Parse(Call call) => call[0].Kind is ValueKind.Null ? default
        : Written(call, Moment.Parse(call.Text(0), call.Text(1), call.TextOrNull(2)));

    private static Value Format(Call call)
    {
        if (call[0].Kind is ValueKind.Null)
        {
            return default;
        }

        var moment = call.TextOrNull(2) is { } zone ? Moment.ReadInstant(call.Text(0)).In(zone) : Moment.Read(call.Text(0));
        try
        {
            return call.Made(moment.At.ToString(call.Text(1), CultureInfo.InvariantCulture));
        }
        catch (FormatException)
        {
            throw Call.Wrong($"{call.Text(1)} is no format of dates");
        }
    }

    private static Value Add(Call call)
    {
        if (call[0].Kind is ValueKind.Null)
        {
            return default;
        }

        var (moment, amount) = (Moment.Read(call.Text(0)), call.Whole(1, -AmountMax, AmountMax));
        try
        {
            return Written(call, moment.Plus(amount, call.Text(2)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Call.Wrong("date_add() comes to a day that no calendar has");
        }
    }

    private static Value Written(Call call, Moment moment) => call.Made(moment.ToString());
}
