using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>What a batch of news changes of the sums: added up first, so that each row is written once.</summary>
internal sealed class SalesDeltas
{
    private readonly Dictionary<(SumTable Table, long Grain, long Slot, long Id, string Word, string Currency), Tally> _deltas = [];

    /// <summary>Adds an order as it is now, or takes it away as it was.</summary>
    /// <param name="order">The order.</param>
    /// <param name="country">That of its customer.</param>
    /// <param name="isTaken">Whether it is taken away.</param>
    /// <param name="withProducts">Whether its products are added or taken too.</param>
    public void Add(OrderFact order, string country, bool isTaken, bool withProducts)
    {
        if (order.IsGone)
        {
            return;
        }

        var tally = Signed(Revenue.Of(order.Kind, 1, order.Amount), isTaken);
        var day = Slots.DayOf(order.PlacedAt);
        var inDay = order.PlacedAt - Slots.StartOf(day);
        foreach (var part in (long[])[Slots.WholeDay, Slots.HourPart(inDay), Slots.QuarterPart(inDay)])
        {
            Add((SumTable.Sales, part, day, 0, order.Status, order.Currency), tally);
        }

        // The sums of days are told apart by status, so all orders are in them; those below are of what counts.
        if (!order.IsCounted)
        {
            return;
        }

        var month = Slots.MonthOf(day);
        foreach (var (grain, slot) in ((long, long)[])
            [(Slots.ByDay, day), (Slots.ByMonth, month), (Slots.ByYear, Slots.YearOf(month)), (Slots.OfAllTime, 0)])
        {
            Add((SumTable.Customers, grain, slot, order.CustomerId, "", order.Currency), tally);
            Add((SumTable.Countries, grain, slot, 0, country, order.Currency), tally);
            foreach (var product in withProducts ? order.Products : [])
            {
                Add(
                    (SumTable.Products, grain, slot, product.ProductId, "", order.Currency),
                    Signed(Revenue.Of(order.Kind, product.Units, product.Amount), isTaken));
            }
        }
    }

    /// <summary>Writes all that is not nothing in the end.</summary>
    public async ValueTask WriteAsync(ITransaction transaction, long edition)
    {
        foreach (var ((table, grain, slot, id, word, currency), tally) in _deltas)
        {
            if (!tally.IsZero)
            {
                await table.AddAsync(transaction, edition, KeyOf(table, grain, slot, id, word, currency), tally);
            }
        }
    }

    private static SqlValue[] KeyOf(SumTable table, long grain, long slot, long id, string word, string currency) =>
        table == SumTable.Sales ? [grain, slot, currency, word]
        : table == SumTable.Countries ? [grain, slot, word, currency]
        : [grain, slot, id, currency];

    private static Tally Signed(Tally tally, bool isTaken) => isTaken ? -tally : tally;

    private void Add((SumTable, long, long, long, string, string) key, Tally tally) =>
        _deltas[key] = _deltas.GetValueOrDefault(key) + tally;
}
