using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>The rows of one or more queries, as a binary COPY sends them: encoded already.</summary>
internal sealed class PostgresRows(NpgsqlConnection connection, string store, int columns, IReadOnlyList<string> queries) : ITableRows
{
    private RowStream? _current;
    private int _next;

    public async ValueTask<bool> FillAsync(RowBlock block, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (_current is not null && await _current.FillAsync(block, ct))
                {
                    return true;
                }

                // A connection takes one COPY at a time: the one before must be at its end.
                await CloseAsync();
                if (_next == queries.Count)
                {
                    return false;
                }

                var copy = await connection.BeginRawBinaryCopyAsync($"copy ({queries[_next++]}) to stdout (format binary)", ct);
                _current = new RowStream(copy, columns, isCopy: true);
            }
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw PostgresErrors.From(store, error);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_current is { } current)
        {
            _current = null;
            await current.DisposeAsync();
        }
    }
}
