using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Imports;

/// <summary>
/// The hash of the rows of a file up to one of them: each goes over the one before and all that the row says. So an import goes on only
/// with
/// what it began with.
/// </summary>
internal sealed class RowProof
{
    private const int NoValue = -1;
    private readonly MemoryStream _row = new();

    /// <summary>The hash up to the last row; of no rows at first.</summary>
    public byte[] Value { get; private set; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>Adds a row.</summary>
    public byte[] Add(ImportRow row)
    {
        _row.SetLength(0);
        _row.Write(Value);
        Add((int)row.Fields.Bits);
        Add((int)(row.Fields.Bits >> (8 * sizeof(int))));
        Add(row.Fault);

        // Not what no column is about: a field that somebody defines meanwhile makes no other file of it.
        foreach (var value in row.Values.Take((8 * sizeof(long)) - BitOperations.LeadingZeroCount((ulong)row.Fields.Bits)))
        {
            Add(value);
        }

        return Value = SHA256.HashData(_row.GetBuffer().AsSpan(0, (int)_row.Length));
    }

    private void Add(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        _row.Write(bytes);
    }

    private void Add(string? text)
    {
        // The length first, or two cells would pass for others that are the same letters one behind the other.
        Add(text?.Length ?? NoValue);
        _row.Write(text is null ? [] : Encoding.Unicode.GetBytes(text));
    }
}
