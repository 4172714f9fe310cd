using System.Runtime.InteropServices;
using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Asking;

/// <summary>Which facts an answer is made of, and at which version they are.</summary>
internal sealed class FactScope
{
    private static readonly string Sql = $"""
        select e.current, coalesce((
          select max(version) from fact_versions v where v.edition = e.current
            and ((v.kind = $1 and v.month >= $2 and v.month <= $3) or v.kind = $4 or v.kind = '{FactVersions.Strays}')), 0),
          {FactStrays.AnyIn("e.current")}
        from editions e where e.id = 1
        """;

    private readonly string _kind;
    private readonly long _firstMonth;
    private readonly long _lastMonth;
    private readonly string _other;

    private FactScope(string kind, long firstMonth, long lastMonth, string other) =>
        (_kind, _firstMonth, _lastMonth, _other) = (kind, firstMonth, lastMonth, other);

    /// <summary>Facts of a kind that lie in a range, and all of another kind.</summary>
    /// <param name="kind">One that <see cref="FactVersions"/> keeps by months.</param>
    /// <param name="range">The days, in whatever zone.</param>
    /// <param name="other">Another one; empty for none.</param>
    public static FactScope In(string kind, DateRange range, string other = "") =>
        // A day of any zone lies within its namesake of UTC and the two days beside it.
        new(kind, Slots.MonthOf(range.FirstDay - 1), Slots.MonthOf(range.EndDay), other);

    /// <summary>All facts of two kinds up to the end of a range, in whatever zone.</summary>
    public static FactScope Until(string kind, DateRange range, string other = "") => new(kind, 0, Slots.MonthOf(range.EndDay), other);

    /// <summary>All facts of two kinds.</summary>
    public static FactScope All(string kind, string other) => new(kind, 0, long.MaxValue, other);

    /// <summary>The edition that answers, and the newest commit that changed any of these facts.</summary>
    public async ValueTask<FactStamp> ReadAsync(IReader reader) => await reader.FirstAsync(
        Sql, static row => new FactStamp(row.Int64(0), row.Int64(1), row.Int64(2) == 0), _kind, _firstMonth, _lastMonth, _other);
}

/// <summary>What an answer is as of.</summary>
/// <param name="Edition">The edition; 0 before the first one is whole.</param>
/// <param name="Version">The newest commit that changed what it is made of.</param>
/// <param name="IsWhole">Whether no process of the version before has written facts since; else it does not hold for a moment.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FactStamp(long Edition, long Version, bool IsWhole);
