using System.IO.Compression;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>What a gzip archive holds, up to a limit: a few kilobytes can unpack to many gigabytes.</summary>
/// <param name="packed">The archive.</param>
/// <param name="bytesMax">The limit.</param>
internal sealed class UnpackedStream(Stream packed, long bytesMax) : Stream
{
    private readonly GZipStream _gzip = new(packed, CompressionMode.Decompress);
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await _gzip.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new UnreadableException("$", "The gzip archive is damaged, or ends too early; pack the file anew.");
        }

        _read += read;
        return _read <= bytesMax
            ? read
            : throw new UnreadableException(new Refusal(
                RefusalCode.TooLarge, $"The archive unpacks to more than {bytesMax:N0} bytes; send it in parts."));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _gzip.Dispose();
        base.Dispose(disposing);
    }
}
