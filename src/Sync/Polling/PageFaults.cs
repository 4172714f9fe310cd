using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Polling;

/// <summary>What of a page would make the reading go round for ever, or nowhere.</summary>
internal static class PageFaults
{
    /// <summary>What is wrong with a page; null when nothing is.</summary>
    public static string? Of(ChangesRequest request, ChangesPage page) => page switch
    {
        _ when ReferenceEquals(page, ChangesPage.StartOver) => request.Cursor is null ? "it can't begin at its beginning" : null,
        { Next.Length: > ChangesPage.CursorMax } => $"its cursor is longer than {ChangesPage.CursorMax} characters",
        { More: true } when page.Next is null || string.Equals(page.Next, request.Cursor, StringComparison.Ordinal) =>
            "it says that there is more, but its cursor does not move",
        _ => null,
    };
}
