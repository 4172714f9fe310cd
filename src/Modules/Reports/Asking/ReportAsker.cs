namespace Lockstep.Reports.Asking;

/// <summary>Who asks for a report: a request, or a schedule in the name of whoever made it.</summary>
/// <param name="May">Whether they hold a permission. That for reports is asked for by the door.</param>
/// <param name="Now">The instant by which words like <c>yesterday</c> go.</param>
/// <param name="IsFile">Whether it becomes a file, which has as many rows as there may be.</param>
internal sealed record ReportAsker(Func<string, bool> May, DateTimeOffset Now, bool IsFile);
