namespace Lockstep.Contracts.Customers;

/// <summary>
/// A module with records that belong to customers: they follow a customer that was merged into another one, and go back when that is
/// undone. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
/// <remarks>
/// That two customers were merged is one commit of the module that owns them; this is called behind it, again and again, until all is done,
/// also after a crash. So each call does some of what is left and may be repeated. A call that comes late, from a process that was paused,
/// must change nothing once the merge is undone.
/// </remarks>
public interface IMergePart
{
    /// <summary>What follows, as the progress of a merge calls it, for example <c>orders</c>.</summary>
    string Name { get; }

    /// <summary>Gives some of the records to the customer that is left, and notes down which these were.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="ct">Ends the work between two commits.</param>
    Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct);

    /// <summary>Gives some of those back that followed, unless somebody has given them to yet another customer since.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="ct">Ends the work between two commits.</param>
    Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct);
}

/// <summary>A customer was merged into another one.</summary>
/// <param name="Id">The number of the merge; never used again.</param>
/// <param name="From">The customer that is gone.</param>
/// <param name="Into">The customer that is left.</param>
/// <param name="Actor">Who wanted it, or wanted it undone.</param>
public sealed record CustomerMerge(long Id, long From, long Into, string Actor);

/// <summary>How far one part is.</summary>
/// <param name="Moved">How many records have followed, or are still to go back.</param>
/// <param name="IsDone">Whether nothing is left to do.</param>
public sealed record MergeProgress(long Moved, bool IsDone);
