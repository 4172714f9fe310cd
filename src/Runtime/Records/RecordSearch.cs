namespace Lockstep.Runtime.Records;

/// <summary>The full-text index over the column <c>search</c>, on stores where that is a table of its own.</summary>
/// <param name="Table">The FTS5 table.</param>
/// <param name="IndexedTo">
/// SQL for the last id that the index knows, when somebody brings it up behind the writes; null when each write does.
/// </param>
/// <param name="OwnColumn">
/// The column with what customers find their own records by, where that is less than what the staff do; null where it is the same.
/// </param>
public sealed record RecordSearch(string Table, string? IndexedTo = null, string? OwnColumn = null);

/// <summary>Texts of other tables that a record is found by.</summary>
/// <param name="All">For callers who reach all records.</param>
/// <param name="Own">For callers who reach only their own.</param>
public sealed record SearchedTexts(IReadOnlyList<string> All, IReadOnlyList<string> Own)
{
    /// <summary>Nothing.</summary>
    public static SearchedTexts None { get; } = new([], []);
}
