using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip.Compression;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// What a gzip file holds, up to a limit: a few kilobytes can unpack to many gigabytes. A file is one archive or several one behind the
/// other,
/// as <c>cat a.gz b.gz</c> makes them (RFC 1952), and each must be whole to its last byte. The framework's own stream ends without a word
/// where a file was cut off, or where something else follows an archive.
/// </summary>
internal sealed class UnpackedStream(Stream packed, long bytesMax) : ReadOnlyStream
{
    private const int BufferSize = 16 * 1024;
    private readonly GzipHeads _heads = new(new PackedBytes(packed, BufferSize));
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _sum = new();
    private readonly byte[] _room = new byte[BufferSize];
    private long _read;
    private uint _ofArchive;
    private bool _isWithin;
    private bool _hasBegun;

    private PackedBytes Packed => _heads.Bytes;

    private static UnreadableException Damaged =>
        new("$", "The gzip archive is damaged or ends too early; pack the file anew.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (buffer.Length > 0)
            {
                if (!_isWithin && !await BeginAsync(cancellationToken))
                {
                    return 0;
                }

                if (await InflateAsync(buffer, cancellationToken) is var read and > 0)
                {
                    return read;
                }
            }

            return 0;
        }
        catch (Exception error) when (error is SharpZipBaseException or InvalidDataException)
        {
            throw Damaged;
        }
    }

    /// <summary>Goes to the next archive; false at the end of the file.</summary>
    private async ValueTask<bool> BeginAsync(CancellationToken ct)
    {
        if (!await _heads.PassAsync(isFirst: !_hasBegun, ct))
        {
            return false;
        }

        _inflater.Reset();
        _sum.Reset();
        (_ofArchive, _isWithin, _hasBegun) = (0, true, true);
        return true;
    }

    /// <summary>The next bytes of the archive; 0 once it has ended, whole.</summary>
    private async ValueTask<int> InflateAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var room = Math.Min(buffer.Length, BufferSize);
        int read;
        while ((read = _inflater.Inflate(_room, 0, room)) == 0 && !_inflater.IsFinished)
        {
            if (!_inflater.IsNeedingInput || !await Packed.FillAsync(ct))
            {
                throw Damaged;
            }

            _inflater.SetInput(Packed.Buffer, Packed.At, Packed.Left);
            Packed.Pass(Packed.Left);
        }

        _sum.Update(new ArraySegment<byte>(_room, 0, read));
        _room.AsMemory(0, read).CopyTo(buffer);
        (_read, _ofArchive) = (_read + read, unchecked(_ofArchive + (uint)read));
        if (_read > bytesMax)
        {
            throw new UnreadableException(new Refusal(
                RefusalCode.TooLarge, $"The archive unpacks to more than {bytesMax:N0} bytes; send it in parts."));
        }

        if (_inflater.IsFinished)
        {
            // The inflater was given whole buffers: what it left is the sum, and perhaps the head of the next archive.
            Packed.GiveBack(_inflater.RemainingInput);
            await EndAsync(ct);
        }

        return read;
    }

    /// <summary>Behind what it holds an archive says its sum and its length.</summary>
    private async ValueTask EndAsync(CancellationToken ct)
    {
        var sum = await Packed.WordAsync(ct);
        if (sum != (uint)_sum.Value || await Packed.WordAsync(ct) != _ofArchive)
        {
            throw Damaged;
        }

        _isWithin = false;
    }
}
