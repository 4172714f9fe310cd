using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>The rows of a CSV file with a header.</summary>
internal sealed class CsvRows : IRowReader
{
    public const int ColumnsMax = 500;
    private readonly TextSource _text;
    private readonly CsvReader _reader;
    private readonly ColumnMap _columns;
    private readonly RowBuilder _builder;
    private long _number;
    private bool _countsBlank;

    private CsvRows(TextSource text, CsvReader reader, ColumnMap columns, RowBuilder builder) =>
        (_text, _reader, _columns, _builder) = (text, reader, columns, builder);

    public IReadOnlyCollection<string> Ignored => _columns.Ignored;

    public ReadAs ReadAs => new("csv")
    {
        Charset = _text.Charset, CharsetFrom = _text.CharsetFrom, Separator = CsvSeparators.Name(_reader.Separator),
    };

    /// <summary>Reads the header; null when the errors say why the file can't be read.</summary>
    public static async ValueTask<CsvRows?> OpenAsync(
        TextSource text, FieldNames names, char? separator, Errors errors, CancellationToken ct)
    {
        var reader = new CsvReader(text);
        if (!await reader.ReadHeaderAsync(separator, ct))
        {
            errors.Add("$", "The file is empty; its first line must name the columns.");
            return null;
        }

        if (reader.Fault is not null || reader.IsBroken || reader.Count > ColumnsMax)
        {
            errors.Add("$", "The header can't be read: "
                + $"{reader.Fault ?? (reader.IsBroken ? Encodings.BrokenText : $"it has more than {ColumnsMax} columns.")}");
            return null;
        }

        var headers = Enumerable.Range(0, reader.Count).Select(column => reader.Text(column).Trim()).ToArray();

        // Rows are judged by the whole file, the header at once: columns are found by it before any row is read.
        if (text.IsGuessed && !headers.All(Windows1252.IsLikely))
        {
            errors.Add("charset", Windows1252.Unlikely(1));
            return null;
        }

        var columns = ColumnMap.Create(headers, names, errors);
        return errors.None ? new CsvRows(text, reader, columns, new RowBuilder(names.Table)) : null;
    }

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        while (await _reader.ReadAsync(ct))
        {
            // Spreadsheets write rows that hold nothing but separators.
            if (_reader.Fault is null && !_countsBlank && AreBlank(0))
            {
                continue;
            }

            _number++;
            return Fault() is { } fault ? ImportRow.Refused(_number, _reader.Line, fault) : Build();
        }

        return null;
    }

    public void CountBlankRows() => _countsBlank = true;

    public void Dispose()
    {
    }

    private string? Fault()
    {
        if (_reader.Fault is { } fault)
        {
            return fault;
        }

        // A cell too many or too few is mostly a separator inside a value: taken as it stands, all behind it were in the wrong fields.
        if (_reader.Count < _columns.Targets.Count || !AreBlank(_columns.Targets.Count))
        {
            return $"Has {_reader.Count} fields where the header has {_columns.Targets.Count}.";
        }

        return _reader.IsBroken ? Encodings.BrokenText : null;
    }

    /// <summary>Whether all fields from this one on hold nothing.</summary>
    private bool AreBlank(int from)
    {
        for (var field = from; field < _reader.Count; field++)
        {
            if (!_reader.IsBlank(field))
            {
                return false;
            }
        }

        return true;
    }

    private ImportRow Build()
    {
        _builder.Begin();
        for (var column = 0; column < _columns.Targets.Count; column++)
        {
            if (_columns.Targets[column] is { } target)
            {
                _builder.TrySet(target, CsvText.Restore(_reader.Text(column)));
            }
        }

        return _builder.Build(_number, _reader.Line);
    }
}
