namespace Lockstep.Contracts.Systems;

/// <summary>
/// All records of one kind as they are, by their ids: what somebody reads who builds anew what follows from them, and hears of the changes
/// by
/// events meanwhile. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IRecordPages
{
    /// <summary>The kind of record, for example <c>order</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Some records, by growing id. All that was committed before the call is seen; what is committed later tells of itself by its event.
    /// </summary>
    /// <param name="after">Skips those up to this id; 0 for the start.</param>
    /// <param name="limit">The most records, 1 to 10,000; fewer mean that these were the last.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlyList<ChangedRecord>> ReadAsync(long after, int limit, CancellationToken ct);
}
