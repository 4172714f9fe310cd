using System.Globalization;

namespace Lockstep.Sync.Flows;

/// <summary>Durations as people write them: <c>200ms</c>, <c>1s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan? Parse(string? text)
    {
        foreach (var (unit, length) in Units)
        {
            if (text?.EndsWith(unit, StringComparison.Ordinal) == true
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * length <= TimeSpan.FromDays(366))
            {
                return number * length;
            }
        }

        return null;
    }
}
