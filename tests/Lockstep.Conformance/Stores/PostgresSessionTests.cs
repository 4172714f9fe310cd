using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>What a session of the store is like, and how its errors are understood.</summary>
public sealed class PostgresSessionTests : IAsyncLifetime
{
    private readonly PostgresBed _bed = new()
    {
        Options = new()
        {
            StatementTimeout = TimeSpan.FromSeconds(1), SilenceMax = TimeSpan.FromMilliseconds(1_500), ConnectionsMax = 3,
            ConnectTimeout = TimeSpan.FromSeconds(1), OutageMax = TimeSpan.FromSeconds(3),
        },
    };

    public async ValueTask InitializeAsync() => await _bed.OpenAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Statements_are_prepared_once_whatever_their_values_are_also_when_some_are_nothing()
    {
        var (prepared, uses) = await _bed.WriteAsync(async transaction =>
        {
            for (var number = 0; number < 20; number++)
            {
                await transaction.ExecuteAsync(
                    "insert into notes (text, data, number) values ($1, $2, $3)", $"note {number}",
                    number % 2 == 0 ? null : new byte[] { 1 }, number % 3 == 0 ? null : (long?)number);
            }

            return await transaction.FirstAsync(
                "select count(*), coalesce(sum(generic_plans + custom_plans), 0) from pg_prepared_statements "
                    + "where statement like 'insert into notes%'",
                static row => (row.Int64(0), row.Int64(1)));
        });
        (prepared, uses).ShouldBe((1, 19));
    }

    [Fact]
    public async Task Its_limits_hold_and_a_read_is_one_snapshot()
    {
        (await SettingAsync("statement_timeout")).ShouldBe("1s");
        (await SettingAsync("idle_in_transaction_session_timeout")).ShouldBe("1500ms");
        (await SettingAsync("transaction_isolation")).ShouldBe("repeatable read");
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_and_leaves_the_connection_useful()
    {
        (
            await Should.ThrowAsync<StoreException>(_bed.WriteAsync(transaction => transaction.ExecuteAsync("select pg_sleep(30)")))
        ).Fault.ShouldBe(StoreFault.Busy);
        await _bed.AddAsync("after");
        (await _bed.NotesAsync()).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_statement_that_failed_while_it_was_prepared_works_the_next_time()
    {
        const string Lock = "select text from notes for update";
        await _bed.AddAsync("note");
        await ReadNoteAsync();
        for (var lane = 0; lane < _bed.Options.LanesMax; lane++)
        {
            // Whether the statement may run is decided after the server has parsed it and before it says what rows it has.
            (await Should.ThrowAsync<StoreException>(_bed.WriteAsync(async transaction =>
            {
                await transaction.SendAsync("set transaction read only");
                return await transaction.FirstAsync(Lock, static row => row.Text(0));
            }))).Fault.ShouldBe(StoreFault.ReadOnly);
        }

        for (var lane = 0; lane < 2 * _bed.Options.LanesMax; lane++)
        {
            (await ReadNoteAsync()).ShouldBe("note");
        }

        Task<string?> ReadNoteAsync() => _bed.WriteAsync(transaction => transaction.FirstAsync(Lock, static row => row.Text(0)));
    }

    [Fact]
    public async Task A_read_that_failed_while_it_was_prepared_works_the_next_time()
    {
        const string Divide = "select 1 / $1";
        (await _bed.NumberAsync(Divide, 1)).ShouldBe(1);
        await Should.ThrowAsync<StoreException>(_bed.NumberAsync(Divide, 0));
        (await _bed.NumberAsync(Divide, 1)).ShouldBe(1);
        (await _bed.NumberAsync(Divide, 1)).ShouldBe(1);
    }

    [Fact]
    public async Task When_all_connections_are_in_use_the_next_one_waits_and_is_told_in_the_end()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holders = Enumerable.Range(0, 3).Select(_ => ReadAsync(go.Task)).ToArray();
        (await Should.ThrowAsync<StoreException>(ReadAsync(Task.CompletedTask))).Message.ShouldContain("Postgres__ConnectionsMax");
        (await _bed.AddAsync("writes have connections of their own")).ShouldBe(1);
        var waits = ReadAsync(Task.CompletedTask);
        go.SetResult();
        await Task.WhenAll(holders).SoonAsync();
        (await waits).ShouldBe(1);
    }

    private Task<long> ReadAsync(Task go) => _bed.Store.ReadAsync(
        async reader =>
        {
            await go;
            return await reader.FirstAsync("select 1", static row => row.Int64(0));
        },
        CancellationToken.None).AsTask();

    [Theory]
    [InlineData("40001", typeof(ConflictException), StoreFault.Busy)]
    [InlineData("40P01", typeof(ConflictException), StoreFault.Busy)]
    [InlineData("55P03", typeof(ConflictException), StoreFault.Busy)]
    [InlineData("57014", typeof(StoreFailedException), StoreFault.Busy)]
    [InlineData("53200", typeof(StoreFailedException), StoreFault.Busy)]
    [InlineData("53100", typeof(StoreFailedException), StoreFault.Full)]
    [InlineData("58030", typeof(StoreFailedException), StoreFault.InputOutput)]
    [InlineData("58000", typeof(StoreFailedException), StoreFault.InputOutput)]
    [InlineData("XX001", typeof(StoreFailedException), StoreFault.Corrupt)]
    [InlineData("XX002", typeof(StoreFailedException), StoreFault.Corrupt)]
    [InlineData("25006", typeof(StoreFailedException), StoreFault.ReadOnly)]
    [InlineData("42501", typeof(StoreFailedException), StoreFault.ReadOnly)]
    [InlineData("57P01", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("57P02", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("57P03", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("57P04", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("25P03", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("53300", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("08006", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("28P01", typeof(StoreFailedException), StoreFault.Unreachable)]
    [InlineData("42601", typeof(StoreFailedException), StoreFault.Statement)]
    public void Each_error_of_the_server_has_its_meaning(string state, Type type, StoreFault fault)
    {
        var error = PostgresErrors
            .From("notes", new PostgresException("words", "ERROR", "ERROR", state))
            .ShouldBeAssignableTo<StoreException>()!;
        (error.GetType(), error.Fault).ShouldBe((type, fault));
    }

    [Theory]
    [InlineData("Npgsql", true)]
    [InlineData("Lockstep.Orders", false)]
    public void An_answer_that_the_driver_does_not_understand_is_a_lost_connection(string source, bool isLost)
    {
        var error = new Exception("Received unexpected backend message") { Source = source };
        PostgresErrors.IsOurs(error).ShouldBe(isLost);
        PostgresErrors.From("notes", error).ShouldBeOfType<StoreFailedException>().Fault.ShouldBe(StoreFault.Unreachable);
    }

    private async Task<string> SettingAsync(string name) =>
        (await _bed.QueryAsync("select current_setting($1)", static row => row.Text(0), name)).ShouldHaveSingleItem();
}
