using System.IO.Pipelines;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>Finds out what an upload is, and reads its rows.</summary>
internal static class Upload
{
    /// <summary>Opens an upload up to its first row.</summary>
    /// <exception cref="UnreadableException">It can't be read.</exception>
    public static async ValueTask<IRowReader> OpenAsync(ImportOrder order, Stream bytes, ImportOptions options, CancellationToken ct)
    {
        var pipe = PipeReader.Create(bytes);
        var first = await FirstBytes.PeekAsync(pipe, ct);
        string? packed = null;
        if (first.Kind is FileKind.Gzip)
        {
            packed = "gzip";
            pipe = PipeReader.Create(new UnpackedStream(pipe.AsStream(), options.UnpackedBytesMax));
            first = await FirstBytes.PeekAsync(pipe, ct);
        }

        var errors = new Errors();
        var reader = first.Kind switch
        {
            FileKind.Zip => await SheetRows.OpenAsync(pipe.AsStream(), order, options.WorkbookBytesMax, errors, ct),
            FileKind.OldOffice => throw new UnreadableException("$",
                "This is a workbook of an old Excel (.xls); save it as .xlsx or as CSV."),
            FileKind.Gzip => throw new UnreadableException("$", "This is a gzip archive in a gzip archive; unpack it once."),
            FileKind.Other => throw new UnreadableException("$",
                "This is no text, but some other file; send CSV, JSON, or an Excel workbook (.xlsx)."),
            _ => await OpenTextAsync(order, pipe.AsStream(), first, options, errors, ct),
        };
        return reader is null ? throw new UnreadableException(errors.ToRefusal()!) : new ToldRows(reader, packed, order);
    }

    private static async ValueTask<IRowReader?> OpenTextAsync(
        ImportOrder order, Stream bytes, FirstBytes first, ImportOptions options, Errors errors, CancellationToken ct)
    {
        var isJson = order.Form is RowForm.Json || (order.Form is RowForm.Any && first.Letter is (byte)'{' or (byte)'[');
        if (isJson)
        {
            var row = new JsonRow(order.Names, order.Decimal);
            return first.Letter is (byte)'[' ? new JsonArrayRows(bytes, row) : new NdjsonRows(bytes, row);
        }

        var text = new TextSource(bytes, order.Charset ?? first.Utf16, isGiven: order.Charset is not null);
        var rows = await CsvRows.OpenAsync(text, order.Names, order.Separator, errors, ct);
        return rows is null ? null : new DecidedRows(rows, text, order.Names.Table, order.Decimal, options.UnpackedBytesMax);
    }

    /// <summary>Rows with all that is told of them.</summary>
    private sealed class ToldRows(IRowReader rows, string? packed, ImportOrder order) : IRowReader
    {
        public IReadOnlyCollection<string> Ignored => rows.Ignored;

        public ReadAs ReadAs => rows.ReadAs with { Packed = packed, Dates = order.Setting("dates"), Zone = order.Setting("zone") };

        public void CountBlankRows() => rows.CountBlankRows();

        public ValueTask<ImportRow?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public void Dispose() => rows.Dispose();
    }
}
