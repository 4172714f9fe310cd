using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// The rows of the first sheet of an Excel workbook (.xlsx), under its first row with content. Cells that are numbers and times are taken
/// as such.
/// </summary>
internal sealed class SheetRows : IRowReader
{
    private const string Workbook = "xl/workbook.xml";
    private const long InWholeMax = 999_999_999_999_999;
    private const double WholeMax = 9_007_199_254_740_991;

    /// <summary>What a formula that ends in an error stands for; no text of a cell.</summary>
    private const string Error = "\u0000error";
    private readonly FileStream _file;
    private readonly SheetErrors _errors;
    private readonly IExcelDataReader _sheet;
    private readonly RowBuilder _builder;
    private readonly FieldTable _table;
    private readonly char? _sign;
    private ColumnMap _columns = new([], []);
    private long _number;
    private long _line;

    /// <summary>The library asks for a code page that old workbooks are written in, also where it reads none.</summary>
    static SheetRows() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private SheetRows(FileStream file, SheetErrors cells, IExcelDataReader sheet, FieldTable table, char? sign) =>
        (_file, _errors, _sheet, _table, _sign, _builder) = (file, cells, sheet, table, sign, new RowBuilder(table));

    public IReadOnlyCollection<string> Ignored => _columns.Ignored;

    public ReadAs ReadAs => new("xlsx");

    /// <summary>Reads the header.</summary>
    /// <exception cref="UnreadableException">It is no workbook, or too large.</exception>
    public static async ValueTask<SheetRows?> OpenAsync(Stream bytes, ImportOrder order, long bytesMax, Errors errors, CancellationToken ct)
    {
        var file = TemporaryFile.Create();
        try
        {
            // On disk first: what is in a ZIP archive is told at its end.
            await CopyAsync(bytes, file, bytesMax, ct);
            var cells = CheckArchive(file, bytesMax);
            var rows = new SheetRows(file, cells, ExcelReaderFactory.CreateOpenXmlReader(file), order.Names.Table, order.Decimal);
            if (rows.OpenHeader(order.Names, errors))
            {
                return rows;
            }

            rows.Dispose();
            return null;
        }
        catch (Exception error) when (error is not (UnreadableException or OperationCanceledException))
        {
            await file.DisposeAsync();
            throw new UnreadableException("$",
                "The Excel workbook can't be read: it is damaged, or protected by a password; save it anew, or as CSV.");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        while (_sheet.Read())
        {
            ct.ThrowIfCancellationRequested();
            _line++;
            if (!IsBlank(0))
            {
                return ValueTask.FromResult<ImportRow?>(Build(++_number));
            }
        }

        return ValueTask.FromResult<ImportRow?>(null);
    }

    public void Dispose()
    {
        _sheet.Dispose();
        _file.Dispose();
    }

    private static async ValueTask CopyAsync(Stream bytes, FileStream file, long bytesMax, CancellationToken ct)
    {
        var buffer = new byte[81_920];
        for (var length = await bytes.ReadAsync(buffer, ct); length > 0; length = await bytes.ReadAsync(buffer, ct))
        {
            await file.WriteAsync(buffer.AsMemory(0, length), ct);
            if (file.Position > bytesMax)
            {
                throw TooLarge(bytesMax);
            }
        }
    }

    private static UnreadableException TooLarge(long bytesMax) => new(new Refusal(
        RefusalCode.TooLarge, $"The workbook unpacks to more than {bytesMax:N0} bytes (Import:WorkbookBytesMax); send it as CSV."));

    /// <summary>What a workbook unpacks to is told before it is unpacked.</summary>
    private static SheetErrors CheckArchive(FileStream file, long bytesMax)
    {
        file.Position = 0;
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.GetEntry(Workbook) is null)
        {
            throw new UnreadableException("$", "This is a ZIP archive; unpack it, and send the file that is in it.");
        }

        if (archive.Entries.Sum(static entry => entry.Length) > bytesMax)
        {
            throw TooLarge(bytesMax);
        }

        var cells = SheetErrors.Of(archive, Workbook);
        file.Position = 0;
        return cells;
    }

    private bool OpenHeader(FieldNames names, Errors errors)
    {
        while (_sheet.Read())
        {
            _line++;
            if (!IsBlank(0))
            {
                if (_sheet.FieldCount > CsvRows.ColumnsMax)
                {
                    errors.Add("$", $"The first sheet of the workbook has more than {CsvRows.ColumnsMax} columns.");
                    return false;
                }

                var headers = Enumerable.Range(0, _sheet.FieldCount).Select(column => Text(column)?.Trim() ?? "").ToList();
                _columns = ColumnMap.Create(headers, names, errors);
                return errors.None;
            }
        }

        errors.Add("$", "The first sheet of the workbook is empty; its first row must name the columns.");
        return false;
    }

    private bool IsBlank(int from)
    {
        for (var column = from; column < _sheet.FieldCount; column++)
        {
            if (!string.IsNullOrWhiteSpace(Text(column)))
            {
                return false;
            }
        }

        return true;
    }

    private ImportRow Build(long number)
    {
        if (!IsBlank(_columns.Targets.Count))
        {
            return ImportRow.Refused(number, _line, $"Has {_sheet.FieldCount} fields where the header has {_columns.Targets.Count}.");
        }

        _builder.Begin();
        for (var column = 0; column < _columns.Targets.Count; column++)
        {
            if (_columns.Targets[column] is not { } target)
            {
                continue;
            }

            var text = column < _sheet.FieldCount ? Text(column) : null;

            // Not passed off as an empty cell, which would take away what the record has.
            if (text is Error)
            {
                return ImportRow.Refused(number, _line, $"{_table.Name(target.Field)}: The formula of the cell ends in an error.");
            }

            // A text in a column of numbers: of those the sheet says what they are, of this one nobody does.
            if (text is not null && _sheet.GetValue(column) is string && _table.Numbers.Contains(target.Field))
            {
                text = _sign is null && NumberForm.IsOpen(text) ? null : NumberForm.ToPlain(text, _sign ?? '.');
                if (text is null)
                {
                    return ImportRow.Refused(
                        number, _line, $"{_table.Name(target.Field)}: '{VerdictText.Shown(Text(column)!)}' is a text in the sheet "
                        + "and not a number; say decimal=, or decimal=. for such cells.");
                }
            }

            _builder.TrySet(target, text);
        }

        return _builder.Build(number, _line);
    }

    /// <summary>A cell as a file would have it.</summary>
    private string? Text(int column) => _sheet.GetValue(column) switch
    {
        null => _errors.Has(_line, column) ? Error : null,

        // Beyond fifteen digits a decimal would round what a double still holds.
        double whole when Math.Abs(whole) <= WholeMax && double.IsInteger(whole) => ((long)whole).ToString(CultureInfo.InvariantCulture),
        double number => Math.Abs(number) <= InWholeMax
            ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };
}
