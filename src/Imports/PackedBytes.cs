using System.Buffers.Binary;

namespace Lockstep.Imports;

/// <summary>The bytes of a packed file, a buffer at a time.</summary>
internal sealed class PackedBytes(Stream bytes, int size)
{
    /// <summary>The inflater may give back a few bytes of before the buffer was filled anew.</summary>
    private const int Kept = 8;

    private int _end = Kept;

    public byte[] Buffer { get; } = new byte[Kept + size];

    public int At { get; private set; } = Kept;

    public int Left => _end - At;

    public void Pass(int count) => At += count;

    public void GiveBack(int count) => At -= count;

    /// <summary>Sees to it that there is at least one byte; false at the end of the file.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (Left == 0)
        {
            Array.Copy(Buffer, _end - Kept, Buffer, 0, Kept);
            At = Kept;
            _end = Kept + await bytes.ReadAsync(Buffer.AsMemory(Kept), ct);
        }

        return Left > 0;
    }

    /// <exception cref="InvalidDataException">The file ends here.</exception>
    public async ValueTask<byte> NextAsync(CancellationToken ct) =>
        await FillAsync(ct) ? Buffer[At++] : throw new InvalidDataException();

    /// <exception cref="InvalidDataException">The file ends here.</exception>
    public async ValueTask<uint> WordAsync(CancellationToken ct)
    {
        var word = new byte[sizeof(uint)];
        for (var place = 0; place < word.Length; place++)
        {
            word[place] = await NextAsync(ct);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }
}
