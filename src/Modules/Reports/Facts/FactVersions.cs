using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>
/// Which facts a commit changes, noted down in it, under a number that no earlier commit has: by that an answer that still holds is told
/// from
/// one that does not.
/// </summary>
internal sealed class FactVersions
{
    /// <summary>Orders and the sums of them, by the month of UTC in which they were placed.</summary>
    public const string Orders = "orders";

    /// <summary>Where customers live.</summary>
    public const string Countries = "countries";

    /// <summary>When customers were entered, and who is gone.</summary>
    public const string Customers = "customers";

    /// <summary>What products are called, and whether they are sold.</summary>
    public const string Products = "products";

    /// <summary>Tickets, by the month of UTC in which they were entered.</summary>
    public const string Tickets = "tickets";

    /// <summary>Facts that a process of the version before wrote, once they are made good; every answer hangs on it.</summary>
    public const string Strays = "strays";

    private readonly HashSet<(string Kind, long Month)> _changed = [];

    /// <summary>Facts of a kind that is not kept by months.</summary>
    public void Add(string kind) => _changed.Add((kind, 0));

    /// <summary>Facts about an instant, in milliseconds since 1970.</summary>
    public void Add(string kind, long at) => _changed.Add((kind, Slots.MonthOf(Slots.DayOf(at))));

    /// <summary>Writes them down; whoever does holds <see cref="FactWriter.Lock"/>.</summary>
    public async ValueTask WriteAsync(ITransaction transaction, long edition)
    {
        if (_changed.Count == 0)
        {
            return;
        }

        // Drawn under the lock of all facts: two commits under one number would hide the later one from whoever keeps an answer of the
        // first.
        await transaction.SendAsync("update editions set version = version + 1 where id = 1");
        foreach (var (kind, month) in _changed)
        {
            await transaction.SendAsync(
                """
                insert into fact_versions (edition, kind, month, version) select $1, $2, $3, version from editions where id = 1
                on conflict (edition, kind, month) do update set version = excluded.version
                """,
                edition, kind, month);
        }
    }
}
