using Lockstep.Bench.Load;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Npgsql;

namespace Lockstep.Bench.Benches;

/// <summary>
/// What the relay and the claims of deliveries cost the server when the outbox and the deliveries hold twenty million rows of history,
/// against ten thousand. The time is the server's own, of each statement, while customers come in at a steady rate.
/// </summary>
internal sealed class HistoryBench : IBench
{
    private const double RatioMax = 1.3;
    private const long Many = 20_000_000;
    private const long Few = 10_000;
    private const int PerSecond = 300;
    private const int Connections = 16;
    private const string Relay = "with taken as (%";
    private const string Claim = "select * from (%from deliveries%order by due_at%";

    // So little memory that deliveries are read back from the table all the time.
    private const string SmallMemory = "20";

    public string Name => "pg-history";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await FilledAsync(options, Many);
        await using var few = await FilledAsync(options, Few);
        await many.LoadAsync(options.Time);
        await few.LoadAsync(options.Time);
        List<Pair> relay = [], claim = [];
        for (var i = 0; i < options.Pairs; i++)
        {
            var (long_, short_) = (await many.LoadAsync(options.Time), await few.LoadAsync(options.Time));
            relay.Add(new Pair(long_.Relay, short_.Relay));
            claim.Add(new Pair(long_.Claim, short_.Claim));
        }

        return
        [
            new Row("pg-history: relay, ms an event", "ms", relay, Target.RatioAtMost(RatioMax)),
            new Row("pg-history: claim, ms a look", "ms", claim, Target.RatioAtMost(RatioMax)),
        ];
    }

    private static async Task<Filled> FilledAsync(BenchOptions options, long rows)
    {
        var postgres = await PostgresServer.StartAsync(
            "shared_preload_libraries=pg_stat_statements", "shared_buffers=1GB", "max_wal_size=8GB");
        var folder = Workspace.NewFolder($"history-{rows}");
        await (await LockstepServer.StartAsync(options, folder, flows: true, postgres: postgres)).DisposeAsync();
        await FillAsync(postgres, rows);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LOCKSTEP_Dispatch__MemoryMax"] = SmallMemory, ["LOCKSTEP_Dispatch__InFlightMax"] = "8",
        };
        return new Filled(postgres, await LockstepServer.StartAsync(options.With(settings), folder, flows: true, postgres: postgres));
    }

    /// <summary>Straight into the tables, as if all of it had been delivered yesterday.</summary>
    private static async Task FillAsync(PostgresServer postgres, long rows)
    {
        await postgres.RunAsync("lockstep_crm", $"""
            set synchronous_commit = off;
            insert into outbox (position, event_id, type, kind, record_id, version, at)
            select 1000000 + n, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'lockstep.customer.created.v1', 'customer', 1000000000 + n, 1,
              (extract(epoch from now()) * 1000)::bigint - 86400000 from generate_series(1, {rows}) n;
            update relay set position = 1000000 + {rows};
            vacuum analyze outbox;
            checkpoint
            """.Split(";\n"));
        await postgres.RunAsync("lockstep_sync", $"""
            set synchronous_commit = off;
            insert into deliveries (flow, target, subject, version, state, attempts, replays, due_at, changed_at, created_at, finished_at, payload)
            select 'welcome-package', 'inventory', 'customers/' || (1000000000 + n), 1, 'delivered', 0, 0, t, t, t, t, repeat('x', 120)
            from generate_series(1, {rows}) n, (select (extract(epoch from now()) * 1000)::bigint - 86400000 as t) at;
            vacuum analyze deliveries;
            create extension pg_stat_statements;
            checkpoint
            """.Split(";\n"));
        await postgres.RunAsync("lockstep_crm", "create extension pg_stat_statements");
    }

    private sealed record Filled(PostgresServer Postgres, LockstepServer Lockstep) : IAsyncDisposable
    {
        /// <summary>Customers at a steady rate; then what the statements took: the relay for each event, a claim for each look.</summary>
        public async Task<(double Relay, double Claim)> LoadAsync(TimeSpan time)
        {
            await Postgres.RunAsync("lockstep_crm", "select pg_stat_statements_reset()");
            var token = await Lockstep.Api.TokenAsync();
            var done = 0;
            await OpenLoop.RunAsync(
                Lockstep.Port, Connections, PerSecond, time, _ => new CreateRequests(token), (_, _, _) => Interlocked.Increment(ref done));
            await Packages.WaitForAllAsync(Lockstep);
            return ((await TotalAsync("lockstep_crm", Relay)).Milliseconds / done, Mean(await TotalAsync("lockstep_sync", Claim)));
        }

        public async ValueTask DisposeAsync()
        {
            await Lockstep.DisposeAsync();
            await Postgres.DisposeAsync();
        }

        private static double Mean((double Milliseconds, double Calls) total) =>
            total.Calls > 0 ? total.Milliseconds / total.Calls : throw new NotAvailableException("no claim was made while it was measured");

        private async Task<(double Milliseconds, double Calls)> TotalAsync(string database, string like)
        {
            await using var connection = await Postgres.OpenAsync(database);
            await using var command = new NpgsqlCommand(
                "select coalesce(sum(total_exec_time), 0), coalesce(sum(calls), 0)::float8 from pg_stat_statements where query ilike $1 "
                    + "and dbid = (select oid from pg_database where datname = current_database())",
                connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = like } } };
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            return (row.GetDouble(0), row.GetDouble(1));
        }
    }
}
