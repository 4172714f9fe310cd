using System.Buffers;
using System.Buffers.Binary;

namespace Lockstep.Backup;

/// <summary>
/// How a row is written, in backups and under the hash of a table: its values in the order of the columns' names, each as its length
/// (4 bytes, the highest first; −1 for NULL) and its bytes. A whole number is 8 bytes, the highest first, text is UTF-8, a blob is as it
/// is. These are the values of PostgreSQL's binary COPY. docs/backup.md tells the same; a change is a new version of the format.
/// </summary>
internal static class RowEncoding
{
    private const int Null = -1;
    private const int LengthBytes = sizeof(int);

    public static void WriteNull(IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(LengthBytes), Null);
        output.Advance(LengthBytes);
    }

    public static void WriteInteger(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(LengthBytes + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(span, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(span[LengthBytes..], value);
        output.Advance(LengthBytes + sizeof(long));
    }

    /// <summary>Text as UTF-8, or a blob.</summary>
    public static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        var span = output.GetSpan(LengthBytes + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(span, value.Length);
        value.CopyTo(span[LengthBytes..]);
        output.Advance(LengthBytes + value.Length);
    }

    /// <summary>The length of the row that these bytes begin with; −1 when they end before it does.</summary>
    /// <exception cref="InvalidDataException">This is no row.</exception>
    public static int Measure(ReadOnlySpan<byte> bytes, int columns)
    {
        // In 64 bits: the lengths of a damaged row add up to more than an int holds, and would come out as a place inside the row.
        long at = 0;
        for (var column = 0; column < columns; column++)
        {
            if (at + LengthBytes > bytes.Length)
            {
                return -1;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(int)at..]);
            if (length < Null)
            {
                throw new InvalidDataException("A row has a value of a negative length.");
            }

            at += LengthBytes + Math.Max(0, length);
        }

        return at <= bytes.Length ? (int)at : -1;
    }

    /// <summary>Takes the next value off; false for NULL.</summary>
    public static bool Next(ref ReadOnlySpan<byte> row, out ReadOnlySpan<byte> value)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(row);
        value = length == Null ? default : row.Slice(LengthBytes, length);
        row = row[(LengthBytes + value.Length)..];
        return length != Null;
    }

    /// <summary>The value at a place of a row, with its length before it, as it is written.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> row, int place)
    {
        for (; place > 0; place--)
        {
            Next(ref row, out _);
        }

        var rest = row;
        Next(ref rest, out _);
        return row[..^rest.Length];
    }
}
