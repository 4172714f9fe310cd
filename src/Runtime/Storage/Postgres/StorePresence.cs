using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// Tells others on a database server that a process works on a module's database: it holds a lock there, shared, for as long as it runs.
/// What must not happen beside any such process takes the lock alone. A second lock, its own, tells that it lives. Files need none of this:
/// there the lock of the data folder does it.
/// </summary>
internal sealed class StorePresence(string module, PostgresServer? server, Instance instance, PostgresOptions options, TimeProvider clock)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private NpgsqlConnection? _connection;
    private Task _holding = Task.CompletedTask;
    private bool _isDisposed;

    public string Module => module;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (server is null)
        {
            return;
        }

        _connection = await TakeAsync(server, shared: true, cancellationToken) ?? throw new StartupException(
            $"The master key of {server.DatabaseOf(module)} is being changed at this moment; start again when that is done.");
        _holding = Task.Run(() => HoldAsync(server), CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isDisposed)
        {
            await _stopping.CancelAsync();
            await _holding;
            LetGo();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        LetGo();
        _stopping.Dispose();
    }

    /// <summary>Keeps all others out until it is let go.</summary>
    /// <exception cref="StartupException">A process works on the database.</exception>
    public async Task TakeAloneAsync(CancellationToken ct) =>
        _connection = server is null
            ? null
            : await TakeAsync(server, shared: false, ct)
                ?? throw new StartupException(
                    $"Another lockstep process works on the database {server.DatabaseOf(module)}; stop it first.");

    public void LetGo() => Interlocked.Exchange(ref _connection, null)?.Dispose();

    /// <summary>Waits for the connection to break, and takes the lock again when it did.</summary>
    private async Task HoldAsync(PostgresServer home)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _connection ??= await TakeAsync(home, shared: true, _stopping.Token);
                await (_connection?.WaitAsync(_stopping.Token) ?? Task.Delay(options.ReconnectPauseMax, clock, _stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (PostgresErrors.IsOurs(error) || error is InvalidOperationException)
            {
                // At once the first time: who misses the lock for long takes this process for dead.
                var pause = _connection is null ? options.ReconnectPauseMax : TimeSpan.Zero;
                LetGo();
                await Task.Delay(pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<NpgsqlConnection?> TakeAsync(PostgresServer home, bool shared, CancellationToken ct)
    {
        var connection = await home.OpenApartAsync(module, "presence", options, ct);
        try
        {
            // Tried and not waited for: who holds the lock alone is to be told of, not queued up behind.
            await using var take = new NpgsqlCommand(
                $"select pg_try_advisory_lock{(shared ? "_shared" : "")}($1) and pg_try_advisory_lock_shared($2)", connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = PostgresLocks.Key("presence") },
                    new NpgsqlParameter<long> { TypedValue = PostgresLocks.Life(instance.Name) },
                },
            };
            if (await take.ExecuteScalarAsync(ct) is true)
            {
                return connection;
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        // One of the two locks may have been taken; it goes with the connection.
        await connection.DisposeAsync();
        return null;
    }
}

/// <summary>The databases of all modules, held alone: no process works on them.</summary>
public sealed class SoleUse : IDisposable
{
    private readonly IReadOnlyList<StorePresence> _all;

    internal SoleUse(IEnumerable<StorePresence> all) => _all = [.. all];

    /// <summary>Takes all of them, until this is disposed.</summary>
    /// <exception cref="StartupException">A process works on one of them.</exception>
    public async Task TakeAsync(CancellationToken ct)
    {
        foreach (var one in _all)
        {
            await one.TakeAloneAsync(ct);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var one in _all)
        {
            one.LetGo();
        }
    }
}
