namespace Lockstep.Imports;

/// <summary>The rows of an upload of one JSON object per line, in UTF-8.</summary>
internal sealed class NdjsonRows(Stream bytes, JsonRow row) : IRowReader
{
    private const int LineMax = 65_536;
    private const string TooLong = "The row is longer than 65,536 bytes.";
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private readonly byte[] _bytes = new byte[2 * LineMax];
    private int _start;
    private int _end;
    private bool _ended;
    private long _number;
    private long _line;

    public IReadOnlyCollection<string> Ignored => row.Ignored;

    public ReadAs ReadAs => new("ndjson") { Charset = "utf-8", CharsetFrom = "recognised" };

    private ReadOnlySpan<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var length = Rest.IndexOf((byte)'\n');
            if (length < 0 && !_ended && _end - _start <= LineMax)
            {
                await FillAsync(ct);
            }
            else if (length < 0 && !_ended)
            {
                await SkipLineAsync(ct);
                return ImportRow.Refused(++_number, ++_line, TooLong);
            }
            else if (_start == _end)
            {
                return null;
            }
            else if (Take(length < 0 ? _end - _start : length + 1) is { } taken)
            {
                return taken;
            }
        }
    }

    /// <summary>The row on the next line; null for a blank one.</summary>
    private ImportRow? Take(int length)
    {
        var line = Rest[..length];
        _start += length;
        _line++;
        while (_line == 1 && line.StartsWith(Mark))
        {
            line = line[Mark.Length..];
        }

        // Also a line that came in one piece: whether it counts must not hang on how the network cut the file, or a run that is taken up
        // again finds other rows.
        return line.TrimEnd((byte)'\n').Length > LineMax ? ImportRow.Refused(++_number, _line, TooLong)
            : line.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? null : row.Parse(line, ++_number, _line);
    }

    public void Dispose()
    {
    }

    private async ValueTask SkipLineAsync(CancellationToken ct)
    {
        int length;
        while ((length = Rest.IndexOf((byte)'\n')) < 0 && !_ended)
        {
            _start = _end;
            await FillAsync(ct);
        }

        _start = length < 0 ? _end : _start + length + 1;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        Rest.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await bytes.ReadAsync(_bytes.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }
}
