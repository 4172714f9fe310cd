using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>What the server says of a transaction by its number, after a crash that gave the number out again, or seemed to.</summary>
public sealed class When_the_server_is_asked_for_a_commit(PostgresInstance server) : IClassFixture<PostgresInstance>, IAsyncLifetime
{
    private const string ResetAll =
        "select pg_stat_reset_shared('bgwriter'), pg_stat_reset_shared('archiver'), pg_stat_reset_shared('wal')";
    private static readonly PostgresOptions Options = new()
    {
        OutageMax = TimeSpan.FromMinutes(1), ReconnectPauseMax = TimeSpan.FromMilliseconds(50),
    };
    private readonly PostgresBed _bed = new() { Server = server.Connection };
    private string _loggedFrom = "";

    public async ValueTask InitializeAsync()
    {
        await _bed.OpenAsync();
        await _bed.CloseAsync();
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task What_was_committed_is_committed_and_what_was_rolled_back_is_not()
    {
        (await AskAsync(await TransactAsync("commit"))).ShouldBeTrue();
        (await AskAsync(await TransactAsync("rollback"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Somebody_who_resets_the_statistics_is_not_taken_for_a_crash()
    {
        await _bed.AsideAsync("checkpoint");
        await Eventually.HoldsAsync(async () =>
            await _bed.AsideAsync("select clock_timestamp() > checkpoint_time + interval '2 s' from pg_control_checkpoint()") is true
                ? null
                : "no time passes"
        );
        var number = await TransactAsync("commit");
        await _bed.AsideAsync(ResetAll);
        (await AskAsync(number)).ShouldBeTrue();
    }

    /// <summary>
    /// The server notes whole seconds, so that nobody can tell here which was first; then nobody must say that it did not happen.
    /// </summary>
    [Fact]
    public async Task Not_even_right_after_a_checkpoint()
    {
        await _bed.AsideAsync("checkpoint");
        var number = await TransactAsync("commit");
        await _bed.AsideAsync(ResetAll);
        try
        {
            (await AskAsync(number)).ShouldBeTrue();
        }
        catch (StoreOutcomeUnknownException)
        {
            // The same second.
        }
    }

    [Fact]
    public async Task A_later_checkpoint_changes_nothing()
    {
        var number = await TransactAsync("commit");
        await _bed.AsideAsync("checkpoint");
        await _bed.AsideAsync(ResetAll);
        (await AskAsync(number)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_committed_outlasts_a_crash_and_a_stop(bool isCrash)
    {
        var number = await TransactAsync("commit");
        await RestartAsync(isCrash);
        (await AskAsync(number)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_number_that_a_crash_took_back_is_not_committed_before_or_after_it_is_somebody_elses()
    {
        var number = await LoseAsync();
        await RestartAsync(isCrash: true);
        (await AskAsync(number)).ShouldBeFalse();
        await PassAsync(number);
        (await _bed.AsideAsync($"select pg_xact_status('{number.Id}')")).ShouldBe("committed", "of somebody else's transaction");
        (await AskAsync(number)).ShouldBeFalse();
    }

    /// <summary>
    /// A transaction that was told to be committed, and whose record does not reach the disk before the server crashes. The server's own
    /// writer of the log is made slow for that; it has taken that up once a record stays out of the log for longer than it used to wait.
    /// </summary>
    private async Task<PostgresTransactionNumber> LoseAsync()
    {
        await _bed.AsideAsync("alter system set wal_writer_delay = '10 s'");
        await _bed.AsideAsync("select pg_reload_conf()");
        await _bed.AsideAsync("checkpoint");
        PostgresTransactionNumber? lost = null;
        await Eventually.HoldsAsync(async () =>
        {
            // The last of several: whoever asks what became of it draws numbers too, and may be given the first ones again.
            for (var one = 0; one < 5; one++)
            {
                lost = await TransactAsync("set local synchronous_commit = off; commit");
            }

            return await _bed.AsideAsync($"select pg_current_wal_flush_lsn() <= '{_loggedFrom}' from pg_sleep(0.5)") is true
                ? null
                : "the record is on the disk";
        });
        return lost!;
    }

    private async Task RestartAsync(bool isCrash)
    {
        await server.StopAsync(isCrash);
        await server.StartAsync();
    }

    /// <summary>Commits until the number was given out once more.</summary>
    private Task PassAsync(PostgresTransactionNumber number) =>
        Eventually.HoldsAsync(async () =>
            await _bed.AsideAsync(
                $"insert into notes (text) values (gen_random_uuid()) returning pg_current_xact_id()::text::bigint > {number.Id}")
                is true
                ? null
                : "the number is not reached"
        );

    private async Task<PostgresTransactionNumber> TransactAsync(string end)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.Connection) { Database = _bed.Database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var begin = new NpgsqlCommand(
            "begin; insert into notes (text) values (gen_random_uuid()) returning pg_current_xact_id()::text, extract(epoch from "
                + "clock_timestamp())::text, pg_current_wal_insert_lsn()::text",
            connection);
        PostgresTransactionNumber number;
        await using (var row = await begin.ExecuteReaderAsync())
        {
            (await row.ReadAsync()).ShouldBeTrue();
            number = new PostgresTransactionNumber(row.GetString(0), row.GetString(1));
            _loggedFrom = row.GetString(2);
        }

        await using var ends = new NpgsqlCommand(end, connection);
        await ends.ExecuteNonQueryAsync();
        return number;
    }

    private async Task<bool> AskAsync(PostgresTransactionNumber number)
    {
        var named = new NpgsqlConnectionStringBuilder(server.Connection) { Database = _bed.Database[..^"_notes".Length] };
        await using var connections = new PostgresConnections("notes", new PostgresServer(named.ConnectionString, "postgres"), Options);
        return await connections.WasCommittedAsync(
            number, new Lockstep.Runtime.Storage.Postgres.Patience(Options, TimeProvider.System), new IOException("the answer was lost"));
    }
}
