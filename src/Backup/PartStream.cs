using System.IO.Compression;

namespace Lockstep.Backup;

/// <summary>Several entries of a ZIP file as one stream to read.</summary>
internal sealed class PartStream(ZipArchive zip, IReadOnlyList<string> names) : Stream
{
    private Stream? _part;
    private int _next;

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
        while (true)
        {
            if (_part is not null && await _part.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            if (_next == names.Count)
            {
                return 0;
            }

            if (_part is not null)
            {
                await _part.DisposeAsync();
            }

            var name = names[_next++];
            _part = await (zip.GetEntry(name) ?? throw new InvalidDataException($"{name} is missing")).OpenAsync(cancellationToken);
        }
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
        _part?.Dispose();
        base.Dispose(disposing);
    }
}
