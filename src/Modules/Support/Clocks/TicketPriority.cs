namespace Lockstep.Support.Clocks;

/// <summary>How urgent a ticket is.</summary>
internal static class TicketPriority
{
    public const string Normal = "normal";

    public static readonly string[] All = ["low", Normal, "high", "urgent"];

    /// <summary>The form in which a priority is kept; other words stay as they are.</summary>
    public static string Read(string text) => text.Trim().ToLowerInvariant();
}
