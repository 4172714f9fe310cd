using System.Security.Cryptography;

namespace Lockstep.Backup;

/// <summary>
/// How many rows a table has, and the SHA-256 of all of them in the order of the primary key, as <see cref="RowEncoding"/> writes them.
/// </summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sha256">In lower-case hexadecimal.</param>
internal sealed record TableDigest(long Rows, string Sha256)
{
    /// <summary>Reads the rows to their end.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="use">Gets each block; null when only the digest is wanted.</param>
    /// <param name="ct">Cuts it short.</param>
    public static async Task<TableDigest> ReadAsync(ITableRows rows, Func<RowBlock, Task>? use, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new RowBlock();
        long count = 0;
        while (await rows.FillAsync(block, ct))
        {
            // Hashed as it was read, before it is used: the block is filled anew afterwards.
            hash.AppendData(block.Bytes.Span);
            count += block.Rows;
            if (use is not null)
            {
                await use(block);
            }
        }

        return new TableDigest(count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
