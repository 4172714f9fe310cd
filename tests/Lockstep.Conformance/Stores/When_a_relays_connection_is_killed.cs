using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Stores;

/// <summary>
/// The server ends the relay's session between any two of its statements: every event still arrives, in order, with one effect.
/// </summary>
public sealed class When_a_relays_connection_is_killed : IAsyncLifetime
{
    private readonly PostgresBed _bed = new();
    private readonly RelayBed _relays;

    public When_a_relays_connection_is_killed() => _relays = new RelayBed(_bed);

    public async ValueTask InitializeAsync() => await _bed.OpenAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Before_its_statement_of_this_number(int statement)
    {
        var store = new KilledStore(_bed, statement, isUnknown: false);
        await CheckAsync(store);
        store.Kills.ShouldBe(1);
    }

    [Fact]
    public async Task And_what_it_numbered_without_learning_of_it_is_handed_over_too()
    {
        var store = new KilledStore(_bed, 0, isUnknown: true);
        await CheckAsync(store);
        store.Kills.ShouldBeGreaterThan(0);
    }

    private async Task CheckAsync(KilledStore store)
    {
        var log = _relays.Log(_relays.Queue());
        var consumer = new ForgetfulConsumer(_bed);
        var queue = _relays.Queue(store: store);
        using var relay = _relays.Relay(queue, consumer, store: store);
        for (var number = 1; number <= 5; number++)
        {
            await _relays.AppendAsync(log, number);
        }

        await relay.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => relay.Position == 5, "not all events are handed over");

        // One by one, so that each is a round of its own. How many statements a round has is not fixed (positions are
        // written soon, several as one), so there are as many rounds as the statement in question needs, and some after it.
        var last = 5;
        for (var after = 0; after < 3 && last < 50; after += store.Kills > 0 ? 1 : 0)
        {
            var number = ++last;
            await _relays.AppendAsync(log, number);
            await Eventually.HoldsAsync(() => relay.Position == number, "a later event is not handed over");
        }

        await relay.StopAsync(CancellationToken.None);
        (await _bed.NotesAsync()).ShouldBe(Enumerable.Range(1, last).Select(number => $"customers/{number}"));
        (await _bed.QueryAsync("select position from outbox order by position", static row => row.Int64(0))).ShouldBe(
            Enumerable.Range(1, last).Select(number => (long)number));
    }

    /// <summary>
    /// A store whose session is ended before one of the statements of its writes, or that does not tell of a numbering's commit.
    /// </summary>
    private sealed class KilledStore(PostgresBed bed, int statement, bool isUnknown) : IStore
    {
        private int _statements;

        public int Kills { get; private set; }

        public string Name => bed.Store.Name;

        public SqlDialect Dialect => bed.Store.Dialect;

        public Signals Signals => bed.Store.Signals;

        public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default)
        {
            var numbers = false;
            var result = await bed.Store.WriteAsync(
                async transaction =>
                {
                    var watched = new Killed(transaction, this);
                    var written = await write(watched);
                    numbers = watched.Numbers;
                    return written;
                },
                ct);
            if (isUnknown && numbers && Kills < 3)
            {
                Kills++;
                throw new StoreOutcomeUnknownException("The answer was lost for good.");
            }

            return result;
        }

        public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) => WriteAsync(write, ct);

        public Task SyncedAsync(CancellationToken ct = default) => bed.Store.SyncedAsync(ct);

        public void WriteSoon(string key, Func<ITransaction, ValueTask> write) =>
            bed.Store.WriteSoon(key, transaction => write(new Killed(transaction, this)));

        public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => bed.Store.ReadAsync(read, ct);

        public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => bed.Store.AskAsync(read, ct);

        public ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default) => bed.Store.SettledAsync(ct);

        public async ValueTask PassAsync(ITransaction transaction)
        {
            if (Interlocked.Increment(ref _statements) == statement)
            {
                var session = await transaction.FirstAsync("select pg_backend_pid()", static row => row.Int64(0));
                await bed.AsideAsync(FormattableString.Invariant($"select pg_terminate_backend({session}, 5000)"));
                Kills++;
            }
        }
    }

    private sealed class Killed(ITransaction inner, KilledStore store) : ITransaction
    {
        public bool Numbers { get; private set; }

        public SqlDialect Dialect => inner.Dialect;

        public int Shard => inner.Shard;

        public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => ExecuteAsync(sql, values.ToArray());

        public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values) => inner.SendAsync(sql, values);

        public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
            QueryAsync(sql, read, values.ToArray());

        public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
            FirstAsync(sql, read, values.ToArray());

        public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
            inner.FirstForUpdateAsync(sql, read, values);

        public ValueTask LockAsync(string name, bool shared = false) => inner.LockAsync(name, shared);

        public ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows) =>
            inner.InsertManyAsync(table, columns, rows);

        public void OnCommitted(Action hook) => inner.OnCommitted(hook);

        private async ValueTask<int> ExecuteAsync(string sql, SqlValue[] values)
        {
            await store.PassAsync(inner);
            return await inner.ExecuteAsync(sql, values);
        }

        private async ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, SqlValue[] values)
        {
            await store.PassAsync(inner);
            var rows = await inner.QueryAsync(sql, read, values);
            Numbers |= sql.Contains("outbox_unnumbered", StringComparison.Ordinal) && rows.Count > 0;
            return rows;
        }

        private async ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, SqlValue[] values)
        {
            await store.PassAsync(inner);
            return await inner.FirstAsync(sql, read, values);
        }
    }
}
