namespace Lockstep.Imports;

/// <summary>Reads what stands before the data of each archive (RFC 1952, 2.3).</summary>
internal sealed class GzipHeads(PackedBytes bytes)
{
    private const byte Deflate = 8;
    private const int HeadChecked = 1 << 1;
    private const int HasExtra = 1 << 2;
    private const int HasName = 1 << 3;
    private const int HasComment = 1 << 4;
    private const int Reserved = 0b1110_0000;
    private const int TimeAndSystem = 6;

    public PackedBytes Bytes => bytes;

    /// <summary>
    /// Goes behind the next head; false at the end of the file. Blocks of tapes are filled up with zeros, which are nothing; anything
    /// else is
    /// no archive, and must not be passed over without a word.
    /// </summary>
    /// <exception cref="InvalidDataException">There is something else.</exception>
    public async ValueTask<bool> PassAsync(bool isFirst, CancellationToken ct)
    {
        while (!isFirst && await bytes.FillAsync(ct) && bytes.Buffer[bytes.At] == 0)
        {
            bytes.Pass(1);
        }

        if (!isFirst && !await bytes.FillAsync(ct))
        {
            return false;
        }

        if (await bytes.NextAsync(ct) != 0x1f || await bytes.NextAsync(ct) != 0x8b || await bytes.NextAsync(ct) != Deflate)
        {
            throw new InvalidDataException();
        }

        await PassRestAsync(await bytes.NextAsync(ct), ct);
        return true;
    }

    private async ValueTask PassRestAsync(int flags, CancellationToken ct)
    {
        if ((flags & Reserved) != 0)
        {
            throw new InvalidDataException();
        }

        await SkipAsync(TimeAndSystem, ct);
        if ((flags & HasExtra) != 0)
        {
            await SkipAsync(await bytes.NextAsync(ct) | (await bytes.NextAsync(ct) << 8), ct);
        }

        foreach (var text in new[] { HasName, HasComment })
        {
            while ((flags & text) != 0 && await bytes.NextAsync(ct) != 0)
            {
            }
        }

        await SkipAsync((flags & HeadChecked) != 0 ? 2 : 0, ct);
    }

    private async ValueTask SkipAsync(int count, CancellationToken ct)
    {
        for (; count > 0; count--)
        {
            await bytes.NextAsync(ct);
        }
    }
}
