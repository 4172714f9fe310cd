using System.Text;

namespace Lockstep.Imports;

/// <summary>
/// The letters of an upload. A byte order mark or the declared charset says what its bytes mean; else the first byte that is not ASCII
/// decides between UTF-8 and Latin-1 (read as Windows-1252, its superset, as browsers do), which is a guess.
/// </summary>
/// <param name="bytes">The upload.</param>
/// <param name="declared">What the bytes are known to mean; null to find out.</param>
/// <param name="isGiven">Whether the caller said so.</param>
internal sealed class TextSource(Stream bytes, Encoding? declared, bool isGiven = true)
{
    private const int BytesMax = 65_536;
    private const int RuneBytesMax = 4;
    private const int MarksMax = 8;
    private readonly byte[] _bytes = new byte[BytesMax];
    private Decoder? _decoder = declared?.GetDecoder();
    private int _start;
    private int _end;
    private bool _ended;
    private bool _begun;
    private Encoding _encoding = declared ?? Encodings.Utf8;

    /// <summary>The encoding as people call it.</summary>
    public string Charset => _encoding.WebName;

    /// <summary>Who says so; see <see cref="ReadAs.CharsetFrom"/>.</summary>
    public string CharsetFrom => IsGuessed ? "guessed" : declared is not null && isGiven ? "given" : "recognised";

    /// <summary>Whether the bytes could mean other letters too.</summary>
    public bool IsGuessed { get; private set; }

    /// <summary>The next letters; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<char> into, CancellationToken ct)
    {
        while (true)
        {
            if (!_begun && !await BeginAsync(ct))
            {
                continue;
            }

            var written = Decode(into.Span);
            if (written > 0 || (_ended && _start == _end))
            {
                return written;
            }

            await FillAsync(ct);
        }
    }

    private async ValueTask<bool> BeginAsync(CancellationToken ct)
    {
        if (_end - _start < MarksMax && !_ended)
        {
            await FillAsync(ct);
            return false;
        }

        _begun = true;
        SkipMark([0xEF, 0xBB, 0xBF], Encodings.Utf8);
        SkipMark([0xFF, 0xFE], Encodings.Utf16);
        SkipMark([0xFE, 0xFF], Encodings.Utf16BigEndian);
        return true;
    }

    private void SkipMark(ReadOnlySpan<byte> mark, Encoding means)
    {
        // Programs that put files together leave more than one.
        while (_bytes.AsSpan(_start, _end - _start).StartsWith(mark) && (_start == 0 || means.Equals(_encoding)))
        {
            _start += mark.Length;
            if (_decoder is null)
            {
                (_encoding, _decoder) = (means, means.GetDecoder());
            }
        }
    }

    private int Decode(Span<char> into)
    {
        var rest = _bytes.AsSpan(_start, _end - _start);
        if (_decoder is null)
        {
            var ascii = rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);

            // ASCII is the same in all of them: nothing is decided by it, and a file of nothing else needs no guess.
            if (ascii != 0)
            {
                var plain = rest[..Math.Min(ascii < 0 ? rest.Length : ascii, into.Length)];
                _start += plain.Length;
                return Encoding.Latin1.GetChars(plain, into);
            }

            // A letter of UTF-8 has up to four bytes: cut off by the buffer it would pass for none.
            if (rest.Length < RuneBytesMax && !_ended)
            {
                return 0;
            }

            var isUtf8 = Rune.DecodeFromUtf8(rest, out _, out _) == System.Buffers.OperationStatus.Done;
            IsGuessed = !isUtf8;
            _encoding = isUtf8 ? Encodings.Utf8 : Encodings.Latin1;
            _decoder = _encoding.GetDecoder();
        }

        _decoder.Convert(rest, into, flush: _ended, out var used, out var written, out _);
        _start += used;
        return written;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await bytes.ReadAsync(_bytes.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }
}
