using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>The rows of a CSV file with a header.</summary>
internal sealed class CsvRows : IRowReader
{
    private const int ColumnsMax = 500;
    private readonly CsvReader _reader;
    private readonly ColumnMap _columns;
    private readonly RowBuilder _builder;
    private long _number;

    private CsvRows(CsvReader reader, ColumnMap columns, RowBuilder builder) => (_reader, _columns, _builder) = (reader, columns, builder);

    public IReadOnlyCollection<string> Ignored => _columns.Ignored;

    /// <summary>Reads the header; null when the errors say why the file can't be read.</summary>
    public static async ValueTask<CsvRows?> OpenAsync(TextSource text, FieldNames names, Errors errors, CancellationToken ct)
    {
        var reader = new CsvReader(text);
        if (!await reader.ReadHeaderAsync(ct))
        {
            errors.Add("$", "The file is empty; its first line must name the columns.");
            return null;
        }

        if (reader.Fault is not null || reader.IsBroken || reader.Count > ColumnsMax)
        {
            errors.Add("$", $"The header can't be read: {reader.Fault ?? (reader.IsBroken ? Encodings.BrokenText : $"it has more than {ColumnsMax} columns.")}");
            return null;
        }

        var headers = Enumerable.Range(0, reader.Count).Select(column => reader.Text(column).Trim()).ToArray();
        var columns = ColumnMap.Create(headers, names, errors);
        return errors.None ? new CsvRows(reader, columns, new RowBuilder(names.Table)) : null;
    }

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        if (!await _reader.ReadAsync(ct))
        {
            return null;
        }

        _number++;
        return Fault() is { } fault ? ImportRow.Refused(_number, _reader.Line, fault) : Build();
    }

    private string? Fault()
    {
        if (_reader.Fault is { } fault)
        {
            return fault;
        }

        if (_reader.Count != _columns.Targets.Count)
        {
            return $"Has {_reader.Count} fields where the header has {_columns.Targets.Count}.";
        }

        return _reader.IsBroken ? Encodings.BrokenText : null;
    }

    private ImportRow Build()
    {
        _builder.Begin();
        for (var column = 0; column < _columns.Targets.Count; column++)
        {
            if (_columns.Targets[column] is { } field)
            {
                _builder.TrySet(field, CsvText.Restore(_reader.Text(column)));
            }
        }

        return _builder.Build(_number, _reader.Line);
    }
}
