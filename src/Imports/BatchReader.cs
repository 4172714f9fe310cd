namespace Lockstep.Imports;

/// <summary>Rows that are to be committed together.</summary>
/// <param name="Rows">The rows, in the order of the file.</param>
/// <param name="Proofs">The hash of the file up to each of them.</param>
internal sealed record RowBatch(IReadOnlyList<ImportRow> Rows, IReadOnlyList<byte[]> Proofs);

/// <summary>Cuts the rows of an upload into batches; rows that belong together are not cut apart, as far as there is room.</summary>
/// <param name="target">Tells which rows belong together.</param>
/// <param name="reader">The rows.</param>
/// <param name="rowsMin">A batch ends behind so many rows, but not in the middle of what belongs together.</param>
internal sealed class BatchReader(IImportTarget target, IRowReader reader, int rowsMin)
{
    // A batch is held in memory and committed at once: what belongs together without end is cut apart all the same.
    private const int TogetherMax = 5_000;
    private readonly RowProof _proof = new();
    private ImportRow? _next;

    /// <summary>Goes past the rows that were taken before; false when the file does not begin with them.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="taken">Their hash; null when nobody kept it.</param>
    public async ValueTask<bool> SkipAsync(long rows, byte[]? taken, CancellationToken ct)
    {
        for (var row = 0L; row < rows; row++)
        {
            if (await reader.ReadAsync(ct) is not { } skipped)
            {
                return false;
            }

            // Read and hashed, not jumped over: a file that is as long but says something else must not go on with this import.
            _proof.Add(skipped);
        }

        return taken is null || _proof.Value.AsSpan().SequenceEqual(taken);
    }

    /// <summary>Whether the file ends here.</summary>
    public async ValueTask<bool> IsAtEndAsync(CancellationToken ct) => (_next ??= await reader.ReadAsync(ct)) is null;

    /// <summary>The next rows; none at the end.</summary>
    public async ValueTask<RowBatch> ReadAsync(CancellationToken ct)
    {
        var rows = new List<ImportRow>(rowsMin);
        while (rows.Count < rowsMin && await NextAsync(ct) is { } row)
        {
            rows.Add(row);
        }

        // Looks one row ahead only where that can matter: a client may wait for the rows so far before it sends more.
        while (
            target.BelongTogether is { } together
            && rows.Count >= rowsMin
            && rows.Count < rowsMin + TogetherMax
            && await NextAsync(ct) is { } row)
        {
            if (!together(rows[^1], row))
            {
                _next = row;
                break;
            }

            rows.Add(row);
        }

        // A proof for each row: where a batch is committed in parts, each part says how far it is.
        return new RowBatch(rows, [.. rows.Select(_proof.Add)]);
    }

    private async ValueTask<ImportRow?> NextAsync(CancellationToken ct)
    {
        var row = _next ?? await reader.ReadAsync(ct);
        _next = null;
        return row;
    }
}
