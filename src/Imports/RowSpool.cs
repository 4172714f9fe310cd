using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>Rows that were read ahead, on disk, so that memory stays the same for any number.</summary>
internal sealed class RowSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();
    private readonly BinaryWriter _writer;
    private readonly BinaryReader _reader;
    private readonly int _values;
    private readonly long _bytesMax;
    private long _left;

    private RowSpool(int values, long bytesMax)
    {
        (_values, _bytesMax) = (values, bytesMax);
        _writer = new BinaryWriter(_file, Encoding.Unicode, leaveOpen: true);
        _reader = new BinaryReader(_file, Encoding.Unicode, leaveOpen: true);
    }

    /// <summary>Takes a row and all behind it.</summary>
    /// <param name="first">The row.</param>
    /// <param name="rest">Where the others come from.</param>
    /// <param name="values">How many values a row has.</param>
    /// <param name="bytesMax">The most that is kept.</param>
    /// <param name="look">Sees each of them.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="UnreadableException">It is more.</exception>
    public static async ValueTask<RowSpool> FillAsync(
        ImportRow first, IRowReader rest, int values, long bytesMax, Action<ImportRow> look, CancellationToken ct)
    {
        var spool = new RowSpool(values, bytesMax);
        try
        {
            for (var row = first; row is not null; row = await rest.ReadAsync(ct))
            {
                look(row);
                spool.Write(row);
            }

            spool._writer.Flush();
            spool._file.Position = 0;
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>The next row; null at the end.</summary>
    public ImportRow? Read()
    {
        if (_left == 0)
        {
            return null;
        }

        _left--;
        var (number, line, fields, fault) = (_reader.ReadInt64(), _reader.ReadInt64(), _reader.ReadInt64(), ReadText());
        if (fault is not null)
        {
            return ImportRow.Refused(number, line, fault);
        }

        var values = new string?[_values];
        for (var index = 0; index < _values; index++)
        {
            values[index] = ReadText();
        }

        return new ImportRow(number, line, values, new FieldSet(fields));
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _file.Dispose();
    }

    private void Write(ImportRow row)
    {
        if (_file.Position > _bytesMax)
        {
            throw new UnreadableException(new Refusal(
                RefusalCode.TooLarge,
                $"How the file writes numbers and letters is told by the whole of it, which is more than {_bytesMax:N0} bytes "
                + "(Import:UnpackedBytesMax); say decimal= and charset=."));
        }

        _left++;
        _writer.Write(row.Number);
        _writer.Write(row.Line);
        _writer.Write(row.Fields.Bits);
        Write(row.Fault);
        for (var index = 0; row.Fault is null && index < _values; index++)
        {
            Write(row.Values[index]);
        }
    }

    private void Write(string? text)
    {
        _writer.Write(text is not null);
        if (text is not null)
        {
            _writer.Write(text);
        }
    }

    private string? ReadText() => _reader.ReadBoolean() ? _reader.ReadString() : null;
}
