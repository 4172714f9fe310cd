using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>How to restore.</summary>
/// <param name="IdGap">By how much every counter jumps forward: numbers that were given after the backup are not given again.</param>
/// <param name="WithoutKey">Whether to restore although the master key is not there to open the secrets.</param>
public sealed record RestoreSettings(long IdGap, bool WithoutKey);

/// <summary>What became of a restore.</summary>
/// <param name="At">The instant as of which everything is.</param>
/// <param name="Rows">The rows of all tables.</param>
/// <param name="KeyOpens">Whether the master key opens the secrets.</param>
public sealed record RestoreReport(DateTimeOffset At, long Rows, bool KeyOpens);

/// <summary>Brings a backup back, into an empty place, on either store.</summary>
public sealed class RestoreJob
{
    private readonly StorePlace _place;
    private readonly MasterKeyFile _key;
    private readonly TimeProvider _clock;

    internal RestoreJob(StorePlace place, MasterKeyFile key, TimeProvider clock) => (_place, _key, _clock) = (place, key, clock);

    /// <summary>Runs to the end; the data folder must be held.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Cuts it short; run again it starts over.</param>
    /// <exception cref="StartupException">It can't be done; the message is one line.</exception>
    public async Task<RestoreReport> RunAsync(string path, RestoreSettings settings, CopyProgress progress, CancellationToken ct)
    {
        // What can be refused is refused before the place is touched: version, key, and the content of the backup.
        using var file = await BackupReader.OpenAsync(path, ct);
        var manifest = file.Manifest;
        var scripts = manifest.Modules.ToDictionary(module => module.Name, module => ScriptsOf(manifest, module), StringComparer.Ordinal);
        var key = Key(manifest, settings.WithoutKey);

        // All of it, before anything is made: a damaged backup must not be found out half-way.
        progress.Enter("verifying", manifest.Rows);
        await file.VerifyAsync(progress, ct);
        await using var target = CreateTarget();

        // The gap is part of what is restored: with another one the counters would be others, so a copy with that starts over.
        var isDone = await target.BeginAsync($"backup {file.Seal} {settings.IdGap}", ct);
        progress.Enter("restoring", manifest.Rows);
        foreach (var module in isDone ? [] : manifest.Modules)
        {
            await using var database = await target.OpenAsync(module.Name, scripts[module.Name], ct);
            await FillAsync(file, module, database, settings.IdGap, progress, ct);
            if (key is not null)
            {
                // Tried while the mark still keeps servers out: a key with the right fingerprint that opens nothing must not be their
                // find.
                _ = DataKeyTable.Unwrap(module.Name, await DataKeyTable.ReadAsync(database.Tables.Reader), [key]);
            }
        }

        await target.EndAsync(ct);
        return new RestoreReport(manifest.At, manifest.Rows, key is not null);
    }

    private static async Task FillAsync(
        BackupReader file, BackupModule module, IModuleTarget database, long gap, CopyProgress progress, CancellationToken ct)
    {
        foreach (var table in module.Tables)
        {
            progress.At(module.Name, table.Name);
            await database.FindAsync(table.Shape, ct);
            await file.ReadAsync(
                module, table,
                async block =>
                {
                    await database.AddAsync(table.Shape, block, ct);
                    progress.Add(block.Rows);
                },
                ct);
        }

        progress.At(module.Name, "indexes");
        await database.FinishAsync([.. module.Tables.Select(table => (table.Shape, LastOf(table, gap)))], ct);
        foreach (var table in module.Tables)
        {
            progress.At(module.Name, $"{table.Name} (reading back)");
            await using var rows = database.Tables.Read(table.Shape);
            if (await TableDigest.ReadAsync(rows, use: null, ct) != new TableDigest(table.Rows, table.Sha256))
            {
                throw new StartupException($"What was restored of {module.Name}.{table.Name} is not what "
                    + "the backup holds; check the disk and run the restore again.");
            }
        }
    }

    /// <summary>
    /// What was given out between the backup and the disaster, and who asks from a later position on, must not meet something else.
    /// </summary>
    private static long LastOf(BackupTable table, long gap) =>
        CopiedTables.MaySkip(table.Shape) ? checked(table.Highest + gap) : table.Highest;

    private ICopyTarget CreateTarget() => _place.Store is StoreKind.Postgres
        ? new PostgresTarget(_place.Server(), _place.Modules, mayGoOn: false, _clock)
        : new SqliteTarget(_place, _clock);

    private IReadOnlyList<SchemaScript> ScriptsOf(BackupManifest manifest, BackupModule module)
    {
        var schema = _place.Schemas.FirstOrDefault(schema => string.Equals(schema.Module, module.Name, StringComparison.Ordinal));
        if (schema?.Same(_place.Store, module.Scripts) is not { } scripts)
        {
            throw new StartupException($"The backup was written by Lockstep {manifest.Lockstep} and has tables in {module.Name} that this "
                + $"version ({_place.Version}) does not know; restore it with that version or a later one.");
        }

        // Later scripts change what an earlier version left in the tables of its own store; between stores there is nothing to change.
        var isSameStore = string.Equals(manifest.Store, _place.Store.ToString(), StringComparison.OrdinalIgnoreCase);
        return isSameStore || scripts.Count == schema.Scripts(_place.Store).Count
            ? scripts
            : throw new StartupException($"The backup was written by the older Lockstep {manifest.Lockstep}; restore it on "
                + $"{manifest.Store}, start this version there once, and move then.");
    }

    /// <summary>Null when it is not there and nobody minds.</summary>
    private MasterKey? Key(BackupManifest manifest, bool withoutKey)
    {
        var masters = manifest.Modules.SelectMany(module => module.Masters).Distinct(StringComparer.Ordinal).ToList();

        // Asked here, for the key would be made when it is missing.
        if (masters.Count == 0 || withoutKey)
        {
            return null;
        }

        if (!File.Exists(_key.Path))
        {
            throw new StartupException(
                $"No backup holds the master key, and there is none at {_key.Path}; bring key {masters[0]} there from where it is kept "
                    + "safe (or set LOCKSTEP_MASTER_KEY_FILE), or restore with --without-key and bring it later.");
        }

        var key = MasterKey.Open(_key.Path);
        return manifest.Modules.All(module => module.Masters.Count == 0 || module.Masters.Contains(key.Fingerprint, StringComparer.Ordinal))
            ? key
            : throw new StartupException(
                $"The master key {_key.Path} ({key.Fingerprint}) does not open the secrets of this backup, which need key {masters[0]}; "
                    + "bring that one, or restore with --without-key and bring it later.");
    }
}
