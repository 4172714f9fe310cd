
namespace Lockstep.Imports;

/// <summary>Cuts the rows of an upload into batches; rows that belong together are not cut apart, as far as there is room.</summary>
/// <param name="target">Tells which rows belong together.</param>
/// <param name="reader">The rows.</param>
/// <param name="done">The last row that is committed already.</param>
/// <param name="rowsMin">A batch ends behind so many rows, but not in the middle of what belongs together.</param>
internal sealed class BatchReader(IImportTarget target, IRowReader reader, long done, int rowsMin)
{
    private const int TogetherMax = 5_000;
    private ImportRow? _next;

    /// <summary>The next rows after those that are committed already; none at the end.</summary>
    public async ValueTask<IReadOnlyList<ImportRow>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<ImportRow>(rowsMin);
        while (rows.Count < rowsMin && await NextAsync(ct) is { } row)
        {
            rows.Add(row);
        }

        // Looks one row ahead only where that can matter: a client may wait for the rows so far before it sends more.
        while (target.BelongTogether is { } together && rows.Count >= rowsMin && rows.Count < rowsMin + TogetherMax && await NextAsync(ct) is { } row)
        {
            if (!together(rows[^1], row))
            {
                _next = row;
                break;
            }

            rows.Add(row);
        }

        return rows;
    }

    private async ValueTask<ImportRow?> NextAsync(CancellationToken ct)
    {
        var row = _next ?? await reader.ReadAsync(ct);
        _next = null;
        while (row is not null && row.Number <= done)
        {
            row = await reader.ReadAsync(ct);
        }

        return row;
    }
}
