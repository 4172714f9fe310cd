using System.Globalization;

namespace Lockstep.Tests.Modules.Inventory;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Lets some time go by; the moment before.</summary>
    public string Pass(TimeSpan time)
    {
        var before = Now;
        Now += time;
        return before.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }
}
