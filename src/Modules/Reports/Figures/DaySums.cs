using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>Sums of sales by day, currency and status, whatever the zone of the days.</summary>
internal static class DaySums
{
    private const string Columns = $"day, part, currency, status, {SumTable.Columns}";

    /// <summary>
    /// The sums of days of UTC, and what has to be moved to make days of the zone of them: an hour before or behind midnight is taken from
    /// the
    /// day in which it lies there and put into the one in which it lies here. Days with more than one row add up.
    /// </summary>
    public static async ValueTask<IEnumerable<DaySum>> ReadAsync(IReader reader, long edition, DateRange range)
    {
        IEnumerable<DaySum> whole = await reader.QueryAsync(
            $"select {Columns} from sales where edition = $1 and part = {Slots.WholeDay} and day >= $2 and day < $3",
            Read, edition, range.FirstDay, range.EndDay);
        var parts = range.Parts();
        if (parts.Count == 0)
        {
            return whole;
        }

        var moved = new List<DaySum>();
        foreach (var sum in await reader.QueryAsync(
            $"select {Columns} from sales where edition = $1 and {reader.Dialect.InIntegers("part", "$4")} and day >= $2 and day < $3",
            Read, edition, range.FirstDay - 1, range.EndDay + 1, SqlValue.List(parts)))
        {
            var day = range.DayOf(Slots.StartOf(sum.Day) + Slots.OffsetOf(sum.Part));
            if (day != sum.Day)
            {
                moved.Add(sum with { Tally = -sum.Tally });
                moved.Add(sum with { Day = day });
            }
        }

        return whole.Concat(moved.Where(sum => sum.Day >= range.FirstDay && sum.Day < range.EndDay));
    }

    private static DaySum Read(Row row) => new(
        row.Int64(0), row.Int64(1), row.Text(2), row.Text(3), new Tally(row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7)));
}

/// <summary>What was placed on a day, in one currency and now in one status.</summary>
/// <param name="Day">The day.</param>
/// <param name="Part">The part of the day of UTC that it comes from.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Status">The status of the orders.</param>
/// <param name="Tally">The sums.</param>
internal sealed record DaySum(long Day, long Part, string Currency, string Status, Tally Tally);
