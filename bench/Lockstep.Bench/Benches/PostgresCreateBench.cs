using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Creating customers on PostgreSQL, beside pgbench that inserts one row a transaction into a bare table of the same server, with as many
/// clients. Fsync is on for both.
/// </summary>
internal sealed class PostgresCreateBench : IBench
{
    private const double RatioMin = 0.3;
    private const string Database = "bare";
    private const string Table =
        "create table bare (id bigint generated always as identity primary key, name text not null, email text not null)";

    private const string Script = """
        \set n random(1, 1000000000)
        insert into bare (name, email) values ('Customer ' || :n, 'customer.' || :n || '@bench.example');
        """;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    public string Name => "pg-create";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var postgres = await PostgresServer.StartAsync();
        await postgres.RunAsync("postgres", $"create database {Database}");
        await postgres.RunAsync(Database, Table);
        await using var lockstep = await LockstepServer.StartAsync(options, Workspace.NewFolder(Name), postgres: postgres);
        await PgbenchAsync(postgres, WarmUpTime);
        await Creates.RunAsync(lockstep, WarmUpTime);
        var pairs = await Interleaved.RunAsync(
            options.Pairs,
            async () => (await Creates.RunAsync(lockstep, options.Time)).PerSecond,
            () => PgbenchAsync(postgres, options.Time));
        return [new Row(Name, "/s", pairs, Target.RatioAtLeast(RatioMin))];
    }

    private static Task<double> PgbenchAsync(PostgresServer postgres, TimeSpan time) =>
        postgres.PgbenchAsync(Database, Script, Creates.Connections, time);
}
