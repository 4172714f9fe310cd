using System.Globalization;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Backup;

/// <summary>What became of a move.</summary>
/// <param name="Rows">The rows of all tables.</param>
/// <param name="Tables">How many tables there are.</param>
/// <param name="Prefix">What the names of the databases begin with.</param>
public sealed record MoveReport(long Rows, int Tables, string Prefix);

/// <summary>Copies the databases of a data folder to PostgreSQL. Cut short at any moment, it goes on where it was.</summary>
public sealed class StoreMove
{
    private readonly StorePlace _place;
    private readonly TimeProvider _clock;

    internal StoreMove(StorePlace place, TimeProvider clock) => (_place, _clock) = (place, clock);

    /// <summary>Runs to the end; the data folder must be held, and is not changed.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Cuts it short.</param>
    /// <exception cref="StartupException">It can't be done; the message is one line.</exception>
    public async Task<MoveReport> RunAsync(CopyProgress progress, CancellationToken ct)
    {
        UnfinishedCopy.RefuseIn(_place.Folder);
        if (_place.Modules.FirstOrDefault(module => !File.Exists(_place.FileOf(module))) is { } missing)
        {
            throw new StartupException($"There is no {missing}.db in {_place.Folder}; set LOCKSTEP_DATA as for the server.");
        }

        var server = _place.Server();
        var sources = new List<SqliteTables>();
        try
        {
            sources.AddRange(_place.Modules.Select(module => SqliteTables.Open(module, _place.FileOf(module), TimeSpan.FromSeconds(5))));

            // Only tables of this very version: scripts that change what is in the tables have run on SQLite, and do not run again.
            foreach (var (source, schema) in sources.Zip(_place.Schemas))
            {
                await RefuseOtherVersionAsync(source, schema);
            }

            return await CopyAsync(sources, server, progress, ct);
        }
        finally
        {
            foreach (var source in sources)
            {
                await source.DisposeAsync();
            }
        }
    }

    private static async Task FillAsync(
        SqliteTables source, TableShape table, IModuleTarget target, CopyProgress progress, CancellationToken ct)
    {
        progress.At(source.Module, table.Name);
        var before = await target.FindAsync(table, ct);
        progress.Add(before.Rows);
        await using var rows = source.Read(table, before.After);
        var block = new RowBlock();
        while (await rows.FillAsync(block, ct))
        {
            await target.AddAsync(table, block, ct);
            progress.Add(block.Rows);
        }
    }

    private static async Task VerifyAsync(
        SqliteTables source, TableShape table, IModuleTarget target, CopyProgress progress, CancellationToken ct)
    {
        progress.At(source.Module, table.Name);
        await using var there = source.Read(table);
        await using var here = target.Tables.Read(table);
        var digests = await Task.WhenAll(
            // Reading SQLite never waits, so without a thread of its own it would not be read at the same time as the other side.
            Task.Run(() => TableDigest.ReadAsync(there, use: null, ct), ct),
            TableDigest.ReadAsync(here, use: null, ct));
        progress.Add(digests[0].Rows);
        if (digests[0] != digests[1])
        {
            throw new StartupException(
                $"{source.Module}.{table.Name} has {digests[0].Rows} rows on SQLite and {digests[1].Rows} on PostgreSQL, or their content "
                    + "differs; drop the databases on PostgreSQL and run migrate-store again.");
        }
    }

    private async Task<MoveReport> CopyAsync(
        IReadOnlyList<SqliteTables> sources, PostgresServer server, CopyProgress progress, CancellationToken ct)
    {
        await using var target = new PostgresTarget(server, _place.Modules, mayGoOn: true, _clock);

        // 1. Mark the target. What is copied bears the state of the files: once they have changed, nothing of before is gone on with.
        var isDone = await target.BeginAsync(Origin(), ct);
        var work = new List<(SqliteTables Source, TableShape Table, IModuleTarget Target)>();
        foreach (var (source, schema) in isDone ? [] : sources.Zip(_place.Schemas))
        {
            var database = await target.OpenAsync(schema.Module, schema.Scripts(StoreKind.Postgres), ct);
            work.AddRange((await source.ShapesAsync(ct)).Select(table => (source, table, database)));
        }

        var total = await TotalAsync(work, ct);

        // 2. All rows of all tables, each block with how far it is.
        progress.Enter("copying", total);
        foreach (var (source, table, database) in work)
        {
            await FillAsync(source, table, database, progress, ct);
        }

        // 3. Indexes and counters, which a run that goes on makes as far as they are missing.
        foreach (var database in work.GroupBy(step => step.Target))
        {
            progress.At(database.First().Source.Module, "indexes");
            await database.Key.FinishAsync(await HighestAsync(database, ct), ct);
        }

        // 4. Both sides from end to end, also what an earlier run copied; only then the marks go.
        progress.Enter("verifying", total);
        foreach (var (source, table, database) in work)
        {
            await VerifyAsync(source, table, database, progress, ct);
        }

        await target.EndAsync(ct);
        return new MoveReport(total, work.Count, server.Prefix);
    }

    private static async Task<IReadOnlyList<(TableShape Table, long Last)>> HighestAsync(
        IEnumerable<(SqliteTables Source, TableShape Table, IModuleTarget Target)> work, CancellationToken ct)
    {
        var highest = new List<(TableShape, long)>();
        foreach (var (source, table, _) in work)
        {
            highest.Add((table, await source.HighestAsync(table, ct)));
        }

        return highest;
    }

    private static async Task<long> TotalAsync(
        List<(SqliteTables Source, TableShape Table, IModuleTarget Target)> work, CancellationToken ct)
    {
        long total = 0;
        foreach (var (source, table, _) in work)
        {
            total += await source.CountAsync(table, ct);
        }

        return total;
    }

    /// <summary>Tells one state of the data folder from another: a copy goes on only if nothing has changed in it since.</summary>
    private string Origin()
    {
        var text = new StringBuilder("sqlite");
        foreach (var file in _place.Modules.SelectMany(module => new[] { _place.FileOf(module), _place.FileOf(module) + "-wal" }))
        {
            var state = new FileInfo(file);
            if (state is { Exists: true, Length: > 0 })
            {
                text.Append(CultureInfo.InvariantCulture, $" {state.Name} {state.Length} {state.LastWriteTimeUtc.Ticks}");
            }
        }

        return text.ToString();
    }

    private async Task RefuseOtherVersionAsync(SqliteTables source, ModuleSchema schema)
    {
        var applied = await source.ScriptsAsync();
        if (schema.Same(StoreKind.Sqlite, applied)?.Count != schema.Scripts(StoreKind.Sqlite).Count)
        {
            throw new StartupException(
                $"{_place.FileOf(schema.Module)} is not of this version ({_place.Version}); start this version on it once (lockstep serve "
                    + "with LOCKSTEP_STORE=sqlite), stop it, and run migrate-store again.");
        }
    }
}
