namespace Lockstep.Contracts.Systems;

/// <summary>Asks a system for what changed.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Since">The first instant of interest, inclusive, in UTC, to the millisecond.</param>
/// <param name="AfterId">
/// Skips records of exactly <paramref name="Since"/> up to this id: how the next page is asked for; 0 for the first.
/// </param>
/// <param name="Limit">The most records in one page, 1 to 10,000.</param>
public sealed record ChangedQuery(string Kind, DateTimeOffset Since, long AfterId, int Limit);

/// <summary>One page of changed records; fewer than the limit means that this was the last.</summary>
public sealed record ChangedPage(IReadOnlyList<ChangedRecord> Records);

/// <summary>A record that changed.</summary>
/// <param name="Id">Its id in that system.</param>
/// <param name="Version">Its version there.</param>
/// <param name="ChangedAt">When it last changed there, in UTC.</param>
/// <param name="Data">The whole record as JSON in UTF-8; empty when it is deleted.</param>
public sealed record ChangedRecord(long Id, long Version, DateTimeOffset ChangedAt, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether it is gone.</summary>
    public bool IsDeleted { get; init; }
}
