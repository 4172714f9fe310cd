using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Imports;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Conformance.Crashes;

/// <summary>The first start on databases of the version before moves the imports of each resource into tables that all share.</summary>
public sealed class When_the_process_is_killed_while_imports_move
{
    private const int Verdicts = 100_000;
    private static readonly int Kills = TestRun.IsFull ? 6 : 2;

    [Theory]
    [OnEachStore]
    public async Task Each_of_them_is_there_once_afterwards(StoreKind store)
    {
        await using var site = new Site(store);
        await VersionBefore.MakeAsync(
            store is StoreKind.Postgres ? "postgres" : "sqlite", (module, scripts) => OpenAsync(site, module, scripts), Verdicts);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            await Eventually.HoldsAsync(async () =>
                await IsMovingAsync(site) || process.Output.Any(IsReady) ? null : "the imports do not move"
            );
            await process.DieAsync();
        }

        await using var last = ServerProcess.Start(site);
        using var api = await last.ReadyAsync();
        foreach (var resource in new[] { "customers", "products", "products/stock", "orders" })
        {
            var import = await api.GetAsync($"/api/{resource}/imports?run={VersionBefore.FinishedRun}");
            (import.GetProperty("id").GetInt64(), import.GetProperty("rows").GetInt64()).ShouldBe((1, Verdicts));
            var lines = (await api.Http.GetStringAsync(import.GetProperty("verdicts").GetString(), TestContext.Current.CancellationToken))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
            lines.Select(static line => line.Split(',')[0]).ShouldBe(
                Enumerable.Range(1, Verdicts).Select(static row => row.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    private static bool IsReady(string line) => line.StartsWith("Lockstep is ready", StringComparison.Ordinal);

    /// <summary>On SQLite what the move has written so far is in the log beside the file; a server tells what it is at.</summary>
    private static async Task<bool> IsMovingAsync(Site site) => site.Store is StoreKind.Postgres
        ? await site.Databases.FirstAsync<long>(
            "crm", "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() "
                + "and query like '%insert into import_verdicts%'") > 0
        : new FileInfo(site.File("crm.db-wal")) is { Exists: true, Length: > 0 };

    private static async Task<IStore> OpenAsync(Site site, string module, IReadOnlyList<SchemaScript> scripts) =>
        site.Store is StoreKind.Postgres
            ? await PostgresStore.OpenAsync(
                module, new PostgresServer(site.Databases.Connection, "postgres"), scripts, new PostgresOptions(), TimeProvider.System,
                NullLogger.Instance)
            : SqliteStore.Open(
                module, site.File($"{module}.db"), scripts, new SqliteOptions(), LogSync.ToDisk, TimeProvider.System, NullLogger.Instance);
}
