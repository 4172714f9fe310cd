using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>What became of a backup.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="At">The instant whose commits are in it.</param>
/// <param name="Pause">How long writes waited, at most.</param>
/// <param name="Rows">The rows of all tables.</param>
/// <param name="Store">The store that it was taken from.</param>
/// <param name="Version">The version of the program that wrote it.</param>
/// <param name="Masters">Fingerprints of the master keys that its secrets need.</param>
public sealed record BackupReport(
    string File, long Bytes, DateTimeOffset At, TimeSpan Pause, long Rows, string Store, string Version, IReadOnlyList<string> Masters);

/// <summary>Writes all databases to one file, while a server works on them or not.</summary>
public sealed class BackupJob
{
    private readonly StorePlace _place;
    private readonly TimeProvider _clock;

    internal BackupJob(StorePlace place, TimeProvider clock) => (_place, _clock) = (place, clock);

    /// <summary>Takes the cut, writes the file under another name, reads it back, and only then gives it its name.</summary>
    /// <param name="path">The file, or a folder in which it gets a name with the instant.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Cuts it short; then nothing is left behind.</param>
    /// <exception cref="StartupException">It can't be done; the message is one line.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public async Task<BackupReport> RunAsync(string path, bool replace, CopyProgress progress, CancellationToken ct)
    {
        // 1. Write under a name that no restore and no clean-up of old backups looks for: a file with its own name is whole.
        var target = NameOf(path);
        RefuseTaken(target, replace);
        var draft = $"{target}.unfinished";
        await using var file = CreateDraft(draft);
        try
        {
            // 2. The cut comes after the draft: a folder that can't be written to is found out before the server has to hold its writes.
            await using var cut = await TakeAsync(ct);
            await WriteAsync(file, cut, progress, ct);

            // 3. Read back through the handle that wrote it: closed and opened again, another run could take the draft in between.
            using var written = await BackupReader.OpenAsync(draft, file, ct);
            progress.Enter("verifying", written.Manifest.Rows);
            await written.VerifyAsync(progress, ct);

            // 4. Asked again, for the copy took its time. The flush of the folder comes last: without it the new name may be gone after a
            // power failure although the command has said that all is well.
            RefuseTaken(target, replace);
            File.Move(draft, target, replace);
            FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(target))!);
            return Report(target, written, cut.Pause);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Checks a backup, wherever it was taken.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Cuts it short.</param>
    /// <exception cref="StartupException">It is not whole; the message is one line.</exception>
    public static async Task<BackupReport> VerifyAsync(string path, CopyProgress progress, CancellationToken ct)
    {
        using var file = await BackupReader.OpenAsync(path, ct);
        progress.Enter("verifying", file.Manifest.Rows);
        await file.VerifyAsync(progress, ct);
        return Report(path, file, TimeSpan.Zero);
    }

    private static BackupReport Report(string path, BackupReader file, TimeSpan pause) => new(
        path, file.Bytes, file.Manifest.At, pause, file.Manifest.Rows, file.Manifest.Store, file.Manifest.Lockstep,
        [.. file.Manifest.Modules.SelectMany(module => module.Masters).Distinct(StringComparer.Ordinal)]);

    private static void RefuseTaken(string target, bool replace)
    {
        if (File.Exists(target) && !replace)
        {
            throw new StartupException($"{target} is there already; name another file, or replace it with --force.");
        }
    }

    /// <summary>
    /// Only for this user to read: it holds all personal data. What an earlier run left behind goes; another run that still writes keeps
    /// it.
    /// </summary>
    private static FileStream CreateDraft(string draft)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(draft, options);

        // Emptied only now that it is held: FileMode.Create could empty what another run is writing.
        file.SetLength(0);
        return file;
    }

    private string NameOf(string path) => Directory.Exists(path)
        ? Path.Combine(path, $"lockstep-{_clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.backup")
        : path;

    private async Task<Cut> TakeAsync(CancellationToken ct)
    {
        if (_place.Store is StoreKind.Postgres)
        {
            return await Cut.TakeAsync(new PostgresCut(_place.Server(), _place.Modules, _clock).TryTakeAsync, _clock, ct);
        }

        // Asked before the databases are opened: to open a file for writing makes it, and an empty database would pass for a whole one.
        UnfinishedCopy.RefuseIn(_place.Folder);
        if (_place.Modules.FirstOrDefault(module => !File.Exists(_place.FileOf(module))) is { } missing)
        {
            throw new StartupException(
                $"There is no {missing}.db in {_place.Folder}; set LOCKSTEP_DATA (and LOCKSTEP_STORE, LOCKSTEP_POSTGRES) as for the server."
            );
        }

        return await Cut.TakeAsync(new SqliteCut(_place.Folder, _place.Modules, _clock).TryTakeAsync, _clock, ct);
    }

    private async Task WriteAsync(FileStream file, Cut cut, CopyProgress progress, CancellationToken ct)
    {
        var shapes = new List<(IModuleTables Source, IReadOnlyList<TableShape> Tables)>();
        long total = 0;
        foreach (var source in cut.Modules)
        {
            // Counted first, in the same snapshot, only for the progress: what the manifest says is what was written.
            shapes.Add((source, await source.ShapesAsync(ct)));
            foreach (var table in shapes[^1].Tables)
            {
                total += await source.CountAsync(table, ct);
            }
        }

        progress.Enter("writing", total);
        using var writer = new BackupWriter(file);
        var modules = new List<BackupModule>();
        foreach (var (source, tables) in shapes)
        {
            var written = new List<BackupTable>();
            foreach (var table in tables)
            {
                progress.At(source.Module, table.Name);
                written.Add(await writer.AddAsync(source, table, rows => progress.Add(rows), ct));
            }

            modules.Add(new BackupModule(source.Module, await source.ScriptsAsync(), await source.MastersAsync(), written));
        }

        await writer.FinishAsync(
            new BackupManifest(BackupManifest.CurrentFormat, _place.Version, cut.At, cut.Store.ToString().ToLowerInvariant(), modules), ct);
    }
}
