using System.Runtime.InteropServices;
using Lockstep.Reports.Facts;

namespace Lockstep.Reports.Calendars;

/// <summary>Days of UTC put together from years, months and days, as few of them as may be: half of a month is also a month without its
/// other half.</summary>
internal static class RangePieces
{
    /// <summary>How many there are: whole years, and at either end months and days.</summary>
    public const int Count = 5;

    /// <summary>Nothing.</summary>
    public static readonly Piece None = new(0, 0, 1);

    /// <summary>The pieces: years, then months at either end, then days at either end; those that are not needed are empty.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="end">The first day behind.</param>
    /// <param name="known">The first and the last day of which there is anything: beyond them whole years cost nothing.</param>
    /// <param name="hasYears">Whether there are sums of years that may be taken.</param>
    public static IReadOnlyList<Piece> Of(long first, long end, (long First, long Last) known, bool hasYears = true)
    {
        first = first <= known.First ? Slots.FirstDayOf(Slots.FirstMonthOf(Slots.YearOf(Slots.MonthOf(first)))) : first;
        end = end > known.Last ? Slots.FirstDayOf(Slots.FirstMonthOf(Slots.YearOf(Slots.MonthOf(end - 1)) + 1)) : end;
        var (firstMonth, before) = MonthNear(first);
        var (endMonth, behind) = MonthNear(end);
        if (firstMonth >= endMonth)
        {
            return [None, None, None, new Piece(first, end, 1), None];
        }

        var (firstYear, head) = YearNear(firstMonth);
        var (endYear, tail) = YearNear(endMonth);
        return !hasYears || firstYear >= endYear
            ? [None, new Piece(firstMonth, endMonth, 1), None, before.Reversed, behind]
            : [new Piece(firstYear, endYear, 1), head.Reversed, tail, before.Reversed, behind];
    }

    /// <summary>The grain and the slot that all of a range lies in but for days and hours at its ends; null when there is no such
    /// one.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="end">The first day behind.</param>
    /// <param name="known">The first and the last day of which there is anything.</param>
    /// <param name="pieces">The range, put together.</param>
    public static (long Grain, long Slot)? SlotOf(long first, long end, (long First, long Last) known, IReadOnlyList<Piece> pieces) =>
        first <= known.First && end > known.Last ? (Slots.OfAllTime, 0)
        : pieces[0].To == pieces[0].From + 1 && pieces[1].IsEmpty && pieces[2].IsEmpty ? (Slots.ByYear, pieces[0].From)
        : null;

    /// <summary>The beginning of a month that is nearest to a day, and the days that lie between.</summary>
    private static (long Month, Piece Days) MonthNear(long day)
    {
        var month = Slots.MonthOf(day);
        var (start, next) = (Slots.FirstDayOf(month), Slots.FirstDayOf(month + 1));
        return day - start <= next - day ? (month, new Piece(start, day, 1)) : (month + 1, new Piece(day, next, -1));
    }

    /// <summary>The same for the beginning of a year and a month.</summary>
    private static (long Year, Piece Months) YearNear(long month)
    {
        var year = Slots.YearOf(month);
        var (start, next) = (Slots.FirstMonthOf(year), Slots.FirstMonthOf(year + 1));
        return month - start <= next - month ? (year, new Piece(start, month, 1)) : (year + 1, new Piece(month, next, -1));
    }
}

/// <summary>Years, months or days in a row that are added or taken away.</summary>
/// <param name="From">The first one.</param>
/// <param name="To">The first one behind.</param>
/// <param name="Sign">1 when they are added, -1 when they are taken away.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Piece(long From, long To, long Sign)
{
    public bool IsEmpty => From >= To;

    public Piece Reversed => this with { Sign = -Sign };
}
