namespace Lockstep.Imports;

/// <summary>
/// Rows of a file whose numbers and letters may be written in more than one way. What can't be told from the first row that matters is
/// decided by the whole file, before that row is let go: what comes is read to its end, and kept on disk meanwhile. Rows before it mean the
/// same in every way, so that a file without such numbers and letters is taken while it still comes; where the rest can't be read, they
/// are in.
/// </summary>
/// <param name="inner">The rows as they come.</param>
/// <param name="text">Their letters.</param>
/// <param name="table">Which fields hold numbers.</param>
/// <param name="given">What the caller says stands before decimals.</param>
/// <param name="bytesMax">The most that is kept on disk.</param>
internal sealed class DecidedRows(CsvRows inner, TextSource text, FieldTable table, char? given, long bytesMax) : IRowReader
{
    private readonly NumberEvidence _numbers = new(table);
    private RowSpool? _spool;
    private long? _unlikely;
    private char _sign = given ?? '.';

    public IReadOnlyCollection<string> Ignored => inner.Ignored;

    public ReadAs ReadAs => table.Numbers.Count == 0 ? inner.ReadAs : inner.ReadAs with
    {
        Decimal = _sign.ToString(),
        DecimalFrom = given is not null ? "given" : _numbers.IsEmpty ? "default" : "guessed",
    };

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        var row = _spool is null ? await inner.ReadAsync(ct) : _spool.Read();
        if (row is not null && _spool is null && (text.IsGuessed || (given is null && NumberEvidence.Has(table, row))))
        {
            _spool = await RowSpool.FillAsync(row, inner, table.Count, bytesMax, Look, ct);
            Decide();
            row = _spool.Read();
        }

        return row is null ? null : NumberEvidence.Plain(table, row, _sign, given is not null);
    }

    public void CountBlankRows() => inner.CountBlankRows();

    public void Dispose() => _spool?.Dispose();

    /// <summary>Bytes that mean nothing in Windows-1252 tell as much as words that are none.</summary>
    private static bool IsLikely(ImportRow row) => row.Fault is not Encodings.BrokenText
        && row.Values.All(static value => value is null || Windows1252.IsLikely(value));

    private void Look(ImportRow row)
    {
        _numbers.Add(row);
        if (text.IsGuessed && _unlikely is null && !IsLikely(row))
        {
            _unlikely = row.Line;
        }
    }

    private void Decide()
    {
        if (_unlikely is { } line)
        {
            throw new UnreadableException("charset", Windows1252.Unlikely(line));
        }

        _sign = given ?? _numbers.Decide(inner.ReadAs.Separator);
    }
}
