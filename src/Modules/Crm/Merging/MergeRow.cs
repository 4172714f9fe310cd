using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Merging;

/// <summary>Two customers that became one, as the table has it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Loser">The customer that is gone.</param>
/// <param name="Survivor">The customer that is left.</param>
/// <param name="State">One of <see cref="MergeState"/>.</param>
/// <param name="Actor">Who merged the two.</param>
/// <param name="At">When.</param>
/// <param name="UndoneBy">Who undid it.</param>
/// <param name="UndoneAt">When.</param>
/// <param name="Looks">How often somebody looked whether all has followed, and it had.</param>
/// <param name="Kept">What an undo needs; null when it can't be undone any more.</param>
internal sealed record MergeRow(
    long Id, long Loser, long Survivor, string State, string Actor, DateTimeOffset At, string? UndoneBy, DateTimeOffset? UndoneAt,
        int Looks,
    byte[]? Kept)
{
    /// <summary>The columns of <see cref="Read"/>.</summary>
    public const string Columns = "id, loser, survivor, state, actor, merged_at, undone_by, undone_at, looks, kept";

    /// <summary>The two customers as they were.</summary>
    public MergedPair? Pair => Kept is null ? null : JsonSerializer.Deserialize(Kept, MergeJson.Wire.MergedPair);

    /// <summary>The merge as other modules hear of it.</summary>
    public CustomerMerge Told => new(Id, Loser, Survivor, UndoneBy ?? Actor);

    public static MergeRow Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.Int64(2), row.Text(3), row.Text(4), row.Instant(5), row.TextOrNull(6), row.InstantOrNull(7),
        (int)row.Int64(8), row.IsNull(9) ? null : row.Bytes(9));

    /// <summary>As callers see it.</summary>
    /// <param name="parts">How far the records of each kind are.</param>
    /// <param name="undoFor">For how long a merge can be undone.</param>
    /// <param name="now">The time.</param>
    public MergeView ToView(IReadOnlyList<MergePartView> parts, TimeSpan undoFor, DateTimeOffset now) => new(
        Id, Loser, Survivor, State, Actor, At, CanBeUndone(undoFor, now) ? At + undoFor : null, UndoneBy, UndoneAt, parts);

    /// <summary>Whether it can be undone.</summary>
    public bool CanBeUndone(TimeSpan undoFor, DateTimeOffset now) => MergeState.IsLegal(State, MergeState.Undoing) && Kept is not null
        && now < At + undoFor;
}

/// <summary>The life cycle of a merge.</summary>
internal static class MergeState
{
    public const string Following = "following";
    public const string Done = "done";
    public const string Undoing = "undoing";
    public const string Undone = "undone";

    /// <summary>The table of legal moves.</summary>
    public static bool IsLegal(string from, string to) => (from, to) is
        (Following, Done) or
        (Following, Undoing) or
        (Done, Undoing) or
        (Undoing, Undone);
}
