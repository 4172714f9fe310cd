using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Parents first: a delivery whose mapping refers to a record that is not linked yet is parked, under the name of that link, and the commit
/// that makes the link makes it due. Both hold one lock, the one that parks alone: whichever comes second sees what the first one has
/// committed, so that no link is made between the look and the parking without either of them noticing. The retry is the net below.
/// </summary>
internal static class Parents
{
    private const string Lock = "links";

    /// <summary>Before a commit that makes links, or parks: behind the lock of the deliveries, as everywhere.</summary>
    public static ValueTask EnterAsync(ITransaction transaction, IReadOnlyList<Ended> all) =>
        all.Any(static one => one.Parks) ? transaction.LockAsync(Lock)
        : all.Any(static one => one.Links) ? transaction.LockAsync(Lock, shared: true)
        : ValueTask.CompletedTask;

    /// <summary>The names of the links that are made, for a statement that looks for who waits for them.</summary>
    public static SqlValue Made(IReadOnlyList<Ended> all) => SqlValue.List(all
        .Where(static one => one.Links && one.Outcome.Result.Cause is null && one.Outcome.Result.TargetId is not null)
        .Select(static one => ParentLink.KeyOf(one.Flow, one.Outcome.Delivery.Subject)).Distinct(StringComparer.Ordinal));

    /// <summary>The links that are waited for from now on, for a statement that looks whether they were made meanwhile.</summary>
    public static SqlValue Wanted(IReadOnlyList<Ended> all) => JsonSerializer.Serialize(
        [
            .. from one in all
               where one.Parks
               from row in one.Outcome.WaitsFor!.Rows
               select new WantedLink(one.Outcome.Delivery.Id, row.Flow, row.Subject),
        ],
        LinkJson.Default.WantedLinkArray);

    /// <summary>
    /// A part of a statement: the deliveries that one of these links releases, in a column; what was noted in this commit counts.
    /// </summary>
    /// <param name="dialect">The words of the store.</param>
    /// <param name="made">The parameter with <see cref="Made"/>.</param>
    /// <param name="wanted">The parameter with <see cref="Wanted"/>.</param>
    public static string ReleasedSql(SqlDialect dialect, string made, string wanted) =>
        $"""
        select w.id from deliveries w where {dialect.InTexts("w.waiting_for", made)}
        union
        select given.id from {dialect.Rows(wanted, ["id"], ["flow", "subject"])}
        join links l on l.flow = given.flow and l.subject = given.subject and l.target_id <> '{Link.Deleted}'
        """;

    /// <summary>Makes them due, and tells so behind the commit.</summary>
    public static async ValueTask ReleaseAsync(
        ITransaction transaction, IReadOnlyList<long> ids, DateTimeOffset now, Releases releases)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var released = await transaction.QueryAsync(
            $"""
            update deliveries set due_at = $2, waiting_for = null
            where {transaction.Dialect.InIntegers("id", "$1")} and waiting_for is not null and state = $3
            returning target, part
            """,
            static row => (Target: row.Text(0), Part: (int)row.Int64(1)), SqlValue.List(ids), now, DeliveryTable.Pending);
        foreach (var (target, part) in released.Distinct())
        {
            transaction.OnCommitted(() => releases.Due(target, part));
        }
    }
}

/// <summary>Who is told, behind the commit, of what it has released.</summary>
/// <param name="Next">Is handed the next delivery of a lane.</param>
/// <param name="Due">Hears in which part of which target deliveries became due.</param>
internal sealed record Releases(Action<Delivery> Next, Action<string, int> Due);
