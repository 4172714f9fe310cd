using System.Globalization;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// The deliveries that carry something of a person: those of its own record, and of records that say they belong to it. There is no index
/// for that, so they are looked for in ranges of ids, none of which takes long.
/// </summary>
/// <param name="Subject">The person's own record.</param>
/// <param name="Mentions">How other records mention it, for <c>like</c>; null when none does.</param>
internal sealed record PersonDeliveries(string Subject, string? Mentions)
{
    /// <summary>How many ids a range has.</summary>
    public const int RangeSize = 5_000;

    public static PersonDeliveries OfCustomer(long id) =>
        new(string.Create(CultureInfo.InvariantCulture, $"customers/{id}"), HistoryErasure.Mentions(id));

    /// <summary>Only webhooks carry users; no other record mentions them.</summary>
    public static PersonDeliveries OfUser(long id) => new(string.Create(CultureInfo.InvariantCulture, $"users/{id}"), null);

    /// <summary>The last id that there is.</summary>
    public static ValueTask<long> LastAsync(IReader reader) =>
        reader.FirstAsync("select coalesce(max(id), 0) from deliveries", static row => row.Int64(0));

    /// <summary>Those of the range behind an id, in the order of their ids.</summary>
    public ValueTask<IReadOnlyList<T>> FindAsync<T>(IReader reader, string columns, RowReader<T> read, long after) => reader.QueryAsync(
        $"""
        select {columns} from deliveries where id > $1 and id <= $2 and (subject = $3 or payload like $4 or original like $4)
        order by id
        """,
        read, after, after + RangeSize, Subject, Mentions);
}
