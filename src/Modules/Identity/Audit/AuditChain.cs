using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lockstep.Identity.Audit;

/// <summary>
/// The hash over entries in the order of their numbers: each hash covers the one before and the entry, whose fields are written with
/// their lengths, so that no two different logs have the same bytes.
/// </summary>
internal sealed class AuditChain(long number, byte[] hash)
{
    private const int None = -1;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The last entry that it covers.</summary>
    public long Number { get; private set; } = number;

    /// <summary>The hash of all entries so far.</summary>
    public byte[] Hash { get; private set; } = hash;

    /// <summary>The chain before the first entry.</summary>
    public static AuditChain Begin() => new(0, SHA256.HashData("Lockstep audit log 1"u8));

    /// <summary>Adds the next entry; the numbers have no gaps.</summary>
    public void Add(AuditRow row)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write(Hash);
        Write(row.Number);
        Write(row.At);
        Write(row.Actor);
        Write(row.Action);
        Write(row.Target);
        Write(row.Refused);
        Write(row.Times);
        Write(row.Source);
        Write(row.Version is null ? 0 : 1);
        Write(row.Version ?? 0);
        Write(row.EventId);
        Write(row.Digest);
        (Number, Hash) = (row.Number, SHA256.HashData(_buffer.WrittenSpan));
    }

    private void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    private void Write(byte[]? bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), bytes?.Length ?? None);
        _buffer.Advance(sizeof(int));
        _buffer.Write(bytes);
    }
}
