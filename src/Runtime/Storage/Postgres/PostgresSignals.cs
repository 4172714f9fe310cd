using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// Carries rings between the processes on one database, by LISTEN and NOTIFY. A notification is sent beside the commits, not in them: in a
/// commit it makes all others wait. None is sent while this process is alone.
/// </summary>
internal sealed partial class PostgresSignals : IAsyncDisposable
{
    private const string Channel = "lockstep";
    private const string Hello = "hello";
    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Signal _rung = new();
    private readonly string _store;
    private readonly PostgresConnections _connections;
    private readonly Signals _signals;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _listening;
    private readonly Task _ringing;
    private volatile bool _hasCompany;
    private volatile int _mouth;

    public PostgresSignals(
        string store, PostgresConnections connections, Signals signals, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        (_store, _connections, _signals, _options, _clock, _logger) = (store, connections, signals, options, clock, logger);
        signals.Outwards = RingOutwards;
        _listening = Task.Run(() => AgainAsync(ListenAsync));
        _ringing = Task.Run(() => AgainAsync(RingAsync));
    }

    /// <summary>Whether other processes work on the database.</summary>
    public bool HasCompany => _hasCompany;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_listening, _ringing);
        _stopping.Dispose();
    }

    private void RingOutwards(string topic)
    {
        if (_hasCompany)
        {
            _waiting.TryAdd(topic, true);
            _rung.Ring();
        }
    }

    private async Task AgainAsync(Func<CancellationToken, Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                Silent(_logger, _store, error.Message);
                await Task.Delay(_options.ReconnectPauseMax, _clock, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await _connections.OpenApartAsync("ear", ct);
        connection.Notification += (_, told) => Hear(told, connection.ProcessID);

        // Listen before the greeting: from then on others ring for us.
        await RunAsync(connection, $"listen {Channel}", ct);
        await RunAsync(connection, $"notify {Channel}, '{Hello}'", ct);

        // Whoever rang before we listened was not heard.
        _signals.RingAllHere();
        while (true)
        {
            // Counted again and again: a greeting may be lost, and who dies does not say good-bye.
            _hasCompany = await CountOthersAsync(connection, ct) > 0;
            await connection.WaitAsync(_options.PresenceInterval, ct);
        }
    }

    private void Hear(NpgsqlNotificationEventArgs told, int self)
    {
        if (told.Payload is Hello)
        {
            _hasCompany |= told.PID != self;
        }
        else if (told.PID != _mouth)
        {
            // What this process rang it has heard already.
            _signals.RingHere(told.Payload);
        }
    }

    private async Task RingAsync(CancellationToken ct)
    {
        if (_waiting.IsEmpty)
        {
            await _rung.WaitAsync(Timeout.InfiniteTimeSpan, _clock, ct);
        }

        await using var connection = await _connections.OpenApartAsync("bell", ct);
        _mouth = connection.ProcessID;
        while (true)
        {
            foreach (var topic in _waiting.Keys)
            {
                // Struck off before it is sent: what rings in between is sent once more instead of being lost.
                _waiting.TryRemove(topic, out _);
                await using var command = new NpgsqlCommand("select pg_notify($1, $2)", connection)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = Channel },
                        new NpgsqlParameter<string> { TypedValue = topic },
                    },
                };
                await command.ExecuteNonQueryAsync(ct);
            }

            await _rung.WaitAsync(Timeout.InfiniteTimeSpan, _clock, ct);
        }
    }

    private static async Task<long> CountOthersAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name "
                + "= 'lockstep ear' and pid <> pg_backend_pid()",
            connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(
        1006, LogLevel.Warning, "{Store} is not woken by other processes for the moment ({Reason}); it looks by itself meanwhile")]
    private static partial void Silent(ILogger logger, string store, string reason);
}
