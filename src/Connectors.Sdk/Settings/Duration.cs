using System.Globalization;

namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>Durations as people write them: <c>200ms</c>, <c>1s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>The duration; null when it is none, or longer than a year.</summary>
    public static TimeSpan? Parse(string? text)
    {
        foreach (var (unit, length) in Units)
        {
            if (
                text?.EndsWith(unit, StringComparison.Ordinal) == true
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.FromDays(366) / length)
            {
                return number * length;
            }
        }

        return null;
    }

    /// <summary>The same in the largest unit in which it is a whole number.</summary>
    public static string Write(TimeSpan time)
    {
        var (unit, length) = Units.Last(one => one.Length == Units[0].Length || time.Ticks % one.Length.Ticks == 0 && time >= one.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{time / length}{unit}");
    }
}
