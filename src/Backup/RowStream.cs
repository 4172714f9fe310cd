using System.Buffers.Binary;

namespace Lockstep.Backup;

/// <summary>Cuts a stream of encoded rows into rows.</summary>
/// <param name="stream">The rows, nothing else; or what PostgreSQL's binary COPY sends.</param>
/// <param name="columns">How many values a row has.</param>
/// <param name="isCopy">Whether it comes from a COPY: with a header, a count before each row, and an end.</param>
internal sealed class RowStream(Stream stream, int columns, bool isCopy) : ITableRows
{
    private const int CopyHeaderBytes = 19;
    private const int CountBytes = sizeof(short);
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isPastHeader = !isCopy;

    public async ValueTask<bool> FillAsync(RowBlock block, CancellationToken ct)
    {
        block.Clear();
        while (!block.IsFull && !(_isAtEnd && _start == _end))
        {
            // At the end of the stream nothing may be left over; half a row must not pass for the end of the table.
            if (!TryTake(block) && !await ReadMoreAsync(ct) && _start < _end)
            {
                throw new InvalidDataException("The rows end in the middle of one.");
            }
        }

        return block.Rows > 0;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private bool TryTake(RowBlock block)
    {
        var rest = _buffer.AsSpan(_start.._end);
        if (!_isPastHeader)
        {
            if (rest.Length < CopyHeaderBytes)
            {
                return false;
            }

            (_start, _isPastHeader) = (_start + CopyHeaderBytes, true);
            rest = rest[CopyHeaderBytes..];
        }

        var prefix = isCopy ? CountBytes : 0;
        if (rest.Length < Math.Max(1, prefix))
        {
            return false;
        }

        if (isCopy && BinaryPrimitives.ReadInt16BigEndian(rest) < 0)
        {
            // Read on until the stream itself ends: what is given up before is cancelled.
            _start = _end;
            return true;
        }

        var length = RowEncoding.Measure(rest[prefix..], columns);
        if (length < 0)
        {
            return false;
        }

        block.Add(rest.Slice(prefix, length));
        _start += prefix + length;
        return true;
    }

    private async ValueTask<bool> ReadMoreAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            // A row is cut off in one piece, so the buffer grows to the longest one.
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _isAtEnd |= read == 0;
        return read > 0;
    }
}
