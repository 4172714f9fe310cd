using System.Buffers;

namespace Lockstep.Backup;

/// <summary>Some rows of a table, one behind the other; used again and again, so that a copy of any size takes the same memory.</summary>
internal sealed class RowBlock
{
    /// <summary>A block is full when it has as many bytes.</summary>
    public const int FullBytes = 1 << 20;

    private ArrayBufferWriter<byte> _bytes = new(FullBytes + (FullBytes / 8));
    private int _lastRow;

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    public bool IsFull => _bytes.WrittenCount >= FullBytes;

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>The last row.</summary>
    public ReadOnlySpan<byte> LastRow => _bytes.WrittenSpan[_lastRow..];

    public void Clear()
    {
        // A block that held a very large row gives the memory back.
        if (_bytes.Capacity > 16 * FullBytes)
        {
            _bytes = new(FullBytes + (FullBytes / 8));
        }

        _bytes.ResetWrittenCount();
        (Rows, _lastRow) = (0, 0);
    }

    /// <summary>Begins a row, whose values are written to what this returns.</summary>
    public IBufferWriter<byte> Begin()
    {
        _lastRow = _bytes.WrittenCount;
        Rows++;
        return _bytes;
    }

    /// <summary>Adds a row that is encoded already.</summary>
    public void Add(ReadOnlySpan<byte> row) => Begin().Write(row);
}
