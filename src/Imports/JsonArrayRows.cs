namespace Lockstep.Imports;

/// <summary>The rows of an upload that is one JSON array of objects, in UTF-8, read element by element.</summary>
internal sealed class JsonArrayRows(Stream bytes, JsonRow row) : IRowReader
{
    private const int ElementMax = 65_536;

    /// <summary>What stands between elements; the array's own beginning, and a byte order mark, too.</summary>
    private static readonly byte[] Between = [.. " \t\r\n,["u8, 0xEF, 0xBB, 0xBF];

    private readonly byte[] _bytes = new byte[2 * ElementMax];
    private readonly JsonScan _scan = new();
    private int _start;
    private int _end;
    private bool _ended;
    private bool _closed;
    private long _number;
    private long _line = 1;

    public IReadOnlyCollection<string> Ignored => row.Ignored;

    public ReadAs ReadAs => new("json") { Charset = "utf-8", CharsetFrom = "recognised" };

    private ReadOnlySpan<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    public async ValueTask<ImportRow?> ReadAsync(CancellationToken ct)
    {
        while (await SkipAsync(ct))
        {
            var line = _line;
            var isLong = false;
            int length;
            while ((length = _scan.End(Rest)) < 0 && !_ended)
            {
                isLong |= Rest.Length > ElementMax;

                // Of an element that is too long only the end is looked for: its bytes go as they come, and the rows behind it are read.
                var dropped = isLong ? Rest.Length : 0;
                _scan.Drop(dropped);
                Consume(dropped);
                await FillAsync(ct);
            }

            length = length < 0 ? Rest.Length : length;
            var read = isLong || length > ElementMax
                ? ImportRow.Refused(++_number, line, "The row is longer than 65,536 bytes.")
                : row.Parse(Rest[..length], ++_number, line);
            Consume(length);
            _scan.Begin();
            return read;
        }

        return End();
    }

    public void Dispose()
    {
    }

    /// <summary>A file that was cut off never looks whole.</summary>
    private ImportRow? End()
    {
        if (_closed)
        {
            return null;
        }

        _closed = true;
        return ImportRow.Refused(++_number, _line, "The file ends in the middle of the array.");
    }

    /// <summary>Goes to the next element; false when there is none.</summary>
    private async ValueTask<bool> SkipAsync(CancellationToken ct)
    {
        while (true)
        {
            var found = Rest.IndexOfAnyExcept(Between);
            Consume(found < 0 ? Rest.Length : found);
            if (found < 0 && _ended)
            {
                return false;
            }

            if (found < 0)
            {
                await FillAsync(ct);
            }
            else if (_closed || Rest[0] is not (byte)']')
            {
                return !_closed || Refuse();
            }
            else
            {
                _closed = true;
                Consume(1);
            }
        }
    }

    /// <summary>Behind the end of the array there is no row.</summary>
    private static bool Refuse() => throw new UnreadableException("$",
        "There is something behind the end of the JSON array; send one array.");

    private void Consume(int length)
    {
        _line += Rest[..length].Count((byte)'\n');
        _start += length;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        Rest.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await bytes.ReadAsync(_bytes.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }

    /// <summary>Looks for the end of an element; goes on where it stopped when more bytes have come.</summary>
    private sealed class JsonScan
    {
        private int _at;
        private int _depth;
        private bool _isText;

        public void Begin() => (_at, _depth, _isText) = (0, 0, false);

        /// <summary>The first bytes are not kept: the element is too long.</summary>
        public void Drop(int bytes) => _at -= bytes;

        /// <summary>The length of the element that the bytes begin with; −1 when they end before it does.</summary>
        public int End(ReadOnlySpan<byte> bytes)
        {
            for (; _at < bytes.Length; _at++)
            {
                var letter = bytes[_at];
                if (_isText)
                {
                    _at += letter is (byte)'\\' ? 1 : 0;
                    _isText = letter is not (byte)'"';
                    continue;
                }

                if (_depth == 0 && letter is (byte)',' or (byte)']')
                {
                    return _at;
                }

                _isText = letter is (byte)'"';

                // One that closes what was never opened is a fault of its own element, not of all behind it.
                _depth = Math.Max(0, _depth + (letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0));
            }

            return -1;
        }
    }
}
