namespace Lockstep.Runtime.Http.Lists;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="Rows">Its rows.</param>
/// <param name="Total">How many rows the whole list has, or at least has.</param>
/// <param name="IsExact">Whether it has just as many; with a filter, many rows are not counted to the last.</param>
/// <param name="Next">The cursor at which the next page begins; null on the last.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Rows, long Total, bool IsExact, string? Next)
{
    /// <summary>
    /// From when on a list by <c>updatedSince</c> goes on a moment later, on its last page: rows behind it are held back, because a write
    /// that is still under way may put others before them. Null when none are.
    /// </summary>
    public DateTimeOffset? Resume { get; init; }
}
