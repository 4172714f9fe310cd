using System.Buffers.Binary;
using System.IO.Compression;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// What a gzip archive holds, up to a limit: a few kilobytes can unpack to many gigabytes. Whether the archive is whole is told by its last four
/// bytes, which are the length of what it holds (RFC 1952); the framework's own stream ends without a word where the archive was cut off.
/// </summary>
internal sealed class UnpackedStream : ReadOnlyStream
{
    private readonly Tail _packed;
    private readonly GZipStream _gzip;
    private readonly long _bytesMax;
    private long _read;

    /// <param name="packed">The archive.</param>
    /// <param name="bytesMax">The limit.</param>
    public UnpackedStream(Stream packed, long bytesMax)
    {
        (_packed, _bytesMax) = (new Tail(packed), bytesMax);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    private static UnreadableException Damaged =>
        new("$", "The gzip archive is damaged, ends too early, or is several in one; pack the file anew.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await _gzip.ReadAsync(buffer, cancellationToken);
            _read += read;
            return (read, _read > _bytesMax) switch
            {
                (_, true) => throw new UnreadableException(new Refusal(
                    RefusalCode.TooLarge, $"The archive unpacks to more than {_bytesMax:N0} bytes; send it in parts.")),
                (0, _) when buffer.Length > 0 && _packed.Length32 != (uint)_read => throw Damaged,
                _ => read,
            };
        }
        catch (InvalidDataException)
        {
            throw Damaged;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Keeps the last bytes that were read.</summary>
    private sealed class Tail(Stream bytes) : ReadOnlyStream
    {
        private readonly byte[] _last = new byte[sizeof(uint)];

        public uint Length32 => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await bytes.ReadAsync(buffer, cancellationToken);
            var kept = Math.Min(read, _last.Length);
            _last.AsSpan(kept).CopyTo(_last);
            buffer.Span[(read - kept)..read].CopyTo(_last.AsSpan(_last.Length - kept));
            return read;
        }
    }
}
