using System.Collections.Concurrent;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A bounded pool of connections that read; each serves one read at a time and keeps its prepared statements.</summary>
internal sealed class SqliteReaders(Func<SqliteConnection> open, int max) : IDisposable
{
    private readonly ConcurrentStack<SqliteConnection> _idle = new();
    private readonly SemaphoreSlim _places = new(max);
    private volatile bool _closed;

    /// <summary>Reads in one snapshot, which the first statement takes.</summary>
    public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct) => UseAsync(
        async connection =>
        {
            connection.Run("begin");
            try
            {
                return await read(connection);
            }
            finally
            {
                if (connection.InTransaction)
                {
                    connection.Run("commit");
                }
            }
        },
        ct);

    /// <summary>Reads with one statement.</summary>
    public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct) =>
        UseAsync(connection => read(new OneQuestion(connection)), ct);

    public void Dispose()
    {
        _closed = true;
        CloseIdle();
    }

    private async ValueTask<T> UseAsync<T>(Func<SqliteConnection, ValueTask<T>> use, CancellationToken ct)
    {
        if (!_places.Wait(0, ct))
        {
            await _places.WaitAsync(ct);
        }

        try
        {
            if (_closed)
            {
                throw new StoreFailedException(StoreFault.Closed, "The database is closed: the process is stopping.");
            }

            var connection = _idle.TryPop(out var idle) ? idle : open();
            try
            {
                return await use(connection);
            }
            finally
            {
                _idle.Push(connection);
                if (_closed)
                {
                    CloseIdle();
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
