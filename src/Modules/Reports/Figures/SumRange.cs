using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>From which sums a range is put together: one slot that is all of it or nearly so, when there is one, and what lies
/// beside.</summary>
internal sealed class SumRange
{
    private static readonly string Known = $"""
        select coalesce((select day from sales where edition = $1 and part = {Slots.WholeDay} order by day limit 1), 0),
          coalesce((select day from sales where edition = $1 and part = {Slots.WholeDay} order by day desc limit 1), 0),
          {FactStrays.AnyIn("$1")}
        """;

    private readonly long _edition;
    private readonly IReadOnlyList<Piece> _pieces;
    private readonly Piece[] _edges;

    private SumRange(long edition, DateRange range, (long First, long Last) known, bool isWhole)
    {
        var (first, end) = (range.FirstDay, range.EndDay);
        _edition = edition;
        _pieces = RangePieces.Of(first, end, known, isWhole);
        _edges = [Edge(range.From, Slots.StartOf(first), 1), Edge(range.To, Slots.StartOf(end), -1)];
        IsWhole = isWhole;
        Slot = isWhole ? RangePieces.SlotOf(first, end, known, _pieces) : null;
    }

    /// <summary>Whether years and all time are summed up; else there are days and months.</summary>
    public bool IsWhole { get; }

    /// <summary>The grain and the slot that are all of the range but for what lies beside; null when there are none.</summary>
    public (long Grain, long Slot)? Slot { get; }

    /// <summary>Whether anything lies beside the slot.</summary>
    public bool HasRest => Beside.Concat(_edges).Any(static piece => !piece.IsEmpty);

    /// <summary>The edition, and the range put together: the parameters of <see cref="KeySums.Parts"/>.</summary>
    public SqlValue[] All => ValuesOf(_pieces);

    /// <summary>The same of what lies beside the slot.</summary>
    public SqlValue[] Rest => ValuesOf(Beside);

    /// <summary>The edition and the slot.</summary>
    public SqlValue[] Single => [_edition, Slot!.Value.Slot];

    private IEnumerable<Piece> Beside => _pieces.Skip(1).Prepend(RangePieces.None);

    /// <summary>Puts a range together from what there is.</summary>
    public static async ValueTask<SumRange> OfAsync(IReader reader, long edition, DateRange range)
    {
        var (first, last, strays) = await reader.FirstAsync(
            Known, static row => (row.Int64(0), row.Int64(1), row.Int64(2)), edition);
        return new SumRange(edition, range, (first, last), strays == 0);
    }

    private SqlValue[] ValuesOf(IEnumerable<Piece> pieces) =>
        [_edition, .. pieces.Concat(_edges).SelectMany(static piece => (SqlValue[])[piece.From, piece.To, piece.Sign])];

    /// <summary>What lies between the midnights is added when the day here begins before that of UTC, else taken away; at the end the
    /// other way round.</summary>
    private static Piece Edge(long here, long utc, int sign) =>
        new(Math.Min(here, utc), Math.Max(here, utc), here < utc ? sign : -sign);
}
