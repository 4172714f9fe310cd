using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>
/// Facts that a process of the version before wrote: it keeps the sums of days and months, as this one does, and knows neither those of
/// years and of all time nor the versions of answers. As long as there are any, ranges are put together from months and days, and no answer
/// is given from memory; whoever writes facts next makes the rest good.
/// </summary>
internal static class FactStrays
{
    private static readonly string[] Tables = ["order_facts", "customer_facts", "product_facts", "ticket_facts"];

    /// <summary>The plus keeps both stores from going through all facts of the edition by their key: the index of strays is as good as
    /// empty.</summary>
    private const string AreStrays = "noted <> version and +edition =";

    /// <summary>1 when an edition has any, else 0: a look-up in an index of strays for each kind of fact.</summary>
    /// <param name="edition">SQL for the edition.</param>
    public static string AnyIn(string edition) =>
        "case when "
        + string.Join(" or ", Tables.Select(table => $"exists (select 1 from {table} where {AreStrays} {edition})"))
        + " then 1 else 0 end";

    /// <summary>
    /// Makes good what they lack, before anything else is written: whoever takes such a fact away again takes it out of sums that must have
    /// it. The caller holds <see cref="FactWriter.Lock"/>.
    /// </summary>
    public static async ValueTask MakeGoodAsync(ITransaction transaction, long edition)
    {
        if (await transaction.FirstAsync($"select {AnyIn("$1")}", static row => row.Int64(0), edition) == 0)
        {
            return;
        }

        foreach (var sums in SumTable.Ranged)
        {
            await transaction.SendAsync($"delete from {sums.Name} where edition = $1 and grain >= {Slots.ByYear}", edition);
            await transaction.SendAsync(sums.Summing(Slots.ByYear, Slots.ByMonth, Slots.MonthsOfYear), edition);
            await transaction.SendAsync(sums.Summing(Slots.OfAllTime, Slots.ByYear, null), edition);
        }

        foreach (var table in Tables)
        {
            await transaction.SendAsync($"update {table} set noted = version where {AreStrays} $1", edition);
        }

        // All answers of before are void: what such a fact was before it was changed is not known.
        var changed = new FactVersions();
        changed.Add(FactVersions.Strays);
        await changed.WriteAsync(transaction, edition);
    }
}
