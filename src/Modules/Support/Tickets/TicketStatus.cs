namespace Lockstep.Support.Tickets;

/// <summary>The life cycle of a ticket.</summary>
internal static class TicketStatus
{
    public const string Open = "open";
    public const string InProgress = "in_progress";
    public const string Waiting = "waiting";
    public const string Resolved = "resolved";
    public const string Closed = "closed";
    private const string Processing = "processing";

    public static readonly string[] All = [Open, InProgress, Waiting, Resolved, Closed];

    /// <summary>
    /// The table of legal moves; whatever is not here is refused. Those that lead back from resolved and closed reopen it.
    /// </summary>
    public static bool IsLegal(string from, string to) => (from, to) is
        (Open, InProgress) or
        (Open, Waiting) or
        (Open, Resolved) or
        (Open, Closed) or
        (InProgress, Open) or
        (InProgress, Waiting) or
        (InProgress, Resolved) or
        (InProgress, Closed) or
        (Waiting, Open) or
        (Waiting, InProgress) or
        (Waiting, Resolved) or
        (Waiting, Closed) or
        (Resolved, Closed) or
        (Resolved, Open) or
        (Resolved, InProgress) or
        (Closed, Open) or
        (Closed, InProgress);

    /// <summary>Whether customers may make a legal move themselves: what is theirs they close, and bring back to who works on it.</summary>
    public static bool IsOwn(string from, string to) => to is Resolved or Closed || (to is Open && from is not InProgress);

    /// <summary>Where a ticket may go from a status.</summary>
    public static IEnumerable<string> Next(string from) => All.Where(to => IsLegal(from, to));

    /// <summary>Whether somebody still has to do something, the customer or the staff.</summary>
    public static bool IsUnderWay(string status) => status is Open or InProgress or Waiting;

    /// <summary>Whether the clock of the solution runs.</summary>
    public static bool IsOnTheClock(string status) => status is Open or InProgress;

    /// <summary>
    /// Where a public comment of the customer leads: whoever waits for the customer, or thought it done, is to look again.
    /// </summary>
    public static string AfterCustomer(string status) => status is InProgress ? InProgress : Open;

    /// <summary>
    /// The form in which a status is kept, for any case and for the word <c>processing</c>; other words stay as they are.
    /// </summary>
    public static string Read(string text)
    {
        var word = text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        return word is Processing ? InProgress : word;
    }

    /// <summary>The status of a word; null when there is none.</summary>
    public static string? Parse(string? text) =>
        text is null ? null : Array.Find(All, status => string.Equals(status, Read(text), StringComparison.Ordinal));
}
