using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

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

    /// <summary>
    /// Before a commit that links two records of a flow that goes both ways, and before the first row that it writes: behind that lock it
    /// waits for nobody who waits for it.
    /// </summary>
    public static async ValueTask EnterAsync(ITransaction transaction)
    {
        await DeliveryTable.EnterAsync(transaction);
        await transaction.LockAsync(Lock, shared: true);
    }

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
        union
        select given.id from {dialect.Rows(wanted, ["id"], ["flow", "subject"])}
        join pair_links p on p.flow = given.flow and p.right_id = substr(given.subject, 6) and p.state = 'linked'
        where given.subject like 'left:%'
        union
        select given.id from {dialect.Rows(wanted, ["id"], ["flow", "subject"])}
        join pair_links p on p.flow = given.flow and p.left_id = substr(given.subject, 7) and p.state = 'linked'
        where given.subject like 'right:%'
        """;

    /// <summary>Makes them due, and tells so behind the commit.</summary>
    public static ValueTask ReleaseAsync(
        ITransaction transaction, IReadOnlyList<long> ids, DateTimeOffset now, Releases releases) => ids.Count == 0
        ? ValueTask.CompletedTask
        : ReleaseAsync(transaction, transaction.Dialect.InIntegers("id", "$1"), SqlValue.List(ids), now, releases.Due);

    /// <summary>The same with those that wait for a link of two records, in the commit that makes it.</summary>
    /// <param name="transaction">That commit, behind <see cref="EnterAsync(ITransaction)"/>.</param>
    /// <param name="pair">What the flow keeps in step.</param>
    /// <param name="ids">The ids of both.</param>
    /// <param name="now">The time.</param>
    /// <param name="due">Hears in which part of which target deliveries became due.</param>
    public static ValueTask ReleaseAsync(
        ITransaction transaction, Pair pair, (string Left, string Right) ids, DateTimeOffset now, Action<string, int> due) => ReleaseAsync(
        transaction, transaction.Dialect.InTexts("waiting_for", "$1"), SqlValue.List(ParentLink.KeysOf(pair, ids.Left, ids.Right)), now,
        due);

    private static async ValueTask ReleaseAsync(
        ITransaction transaction, string condition, SqlValue value, DateTimeOffset now, Action<string, int> due)
    {
        var released = await transaction.QueryAsync(
            $"""
            update deliveries set due_at = $2, waiting_for = null
            where {condition} and waiting_for is not null and state = $3
            returning target, part
            """,
            static row => (Target: row.Text(0), Part: (int)row.Int64(1)), value, now, DeliveryTable.Pending);
        foreach (var (target, part) in released.Distinct())
        {
            transaction.OnCommitted(() => due(target, part));
        }
    }
}

/// <summary>Who is told, behind the commit, of what it has released.</summary>
/// <param name="Next">Is handed the next delivery of a lane.</param>
/// <param name="Due">Hears in which part of which target deliveries became due.</param>
internal sealed record Releases(Action<Delivery> Next, Action<string, int> Due);
