using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>
/// A data folder that a restore fills. It writes under names that nothing else has, and takes away only such files; they get their own
/// names at the
/// end, when all is in order. One that was cut short before starts over, one that was cut short then goes on.
/// </summary>
internal sealed class SqliteTarget(StorePlace place, TimeProvider clock) : ICopyTarget
{
    private const string Verified = "verified ";
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];
    private readonly string _mark = UnfinishedCopy.FileIn(place.Folder);
    private string _origin = "";

    public Task<bool> BeginAsync(string origin, CancellationToken ct)
    {
        _origin = origin;
        var found = File.Exists(_mark) ? File.ReadAllText(_mark) : "";

        // Some files may have their own names by now, so this must be asked before the question whether any are there.
        if (found.StartsWith(Verified, StringComparison.Ordinal))
        {
            return string.Equals(found, Verified + origin, StringComparison.Ordinal)
                ? Task.FromResult(true)
                : throw new StartupException($"Another restore into {place.Folder} is all but done; run that one again, or restore this "
                    + "backup into another folder.");
        }

        if (Files("").FirstOrDefault(File.Exists) is { } taken)
        {
            throw new StartupException(
                $"There is a {Path.GetFileName(taken)} in {place.Folder} already; a restore needs a folder without databases: set "
                    + "LOCKSTEP_DATA to a new one, or move the *.db, *.db-wal and *.db-shm files away.");
        }

        // Before the first file: killed in between, the folder must not pass for an empty one on which a server may start anew.
        Mark(origin);
        foreach (var file in Files(UnfinishedCopy.Suffix))
        {
            File.Delete(file);
        }

        return Task.FromResult(false);
    }

    public Task<IModuleTarget> OpenAsync(string module, IReadOnlyList<SchemaScript> scripts, CancellationToken ct) =>
        Task.FromResult<IModuleTarget>(
            SqliteModuleTarget.Create(module, place.FileOf(module) + UnfinishedCopy.Suffix, scripts, clock.GetUtcNow()));

    public Task EndAsync(CancellationToken ct)
    {
        FolderSync.Flush(place.Folder);

        // Noted down before the first file gets its name: cut short after that, a run that started over would find the folder taken.
        Mark(Verified + _origin);
        foreach (var file in place.Modules.Select(place.FileOf).Where(static file => File.Exists(file + UnfinishedCopy.Suffix)))
        {
            File.Move(file + UnfinishedCopy.Suffix, file, overwrite: false);
        }

        FolderSync.Flush(place.Folder);

        // The mark goes when the names are on the disk: the other order could leave a folder with some of the databases and no mark.
        File.Delete(_mark);
        FolderSync.Flush(place.Folder);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<string> Files(string suffix) =>
        place.Modules.SelectMany(module => Suffixes.Select(end => place.FileOf(module) + suffix + end));

    /// <summary>In one step: of half a mark nobody could tell what may be taken away.</summary>
    private void Mark(string text)
    {
        using (var draft = new FileStream(_mark + UnfinishedCopy.Suffix, FileMode.Create, FileAccess.Write))
        {
            draft.Write(Encoding.UTF8.GetBytes(text));

            // On the disk before it gets its name: a mark that comes back empty tells nobody how far the copy was.
            draft.Flush(flushToDisk: true);
        }

        File.Move(_mark + UnfinishedCopy.Suffix, _mark, overwrite: true);
        FolderSync.Flush(place.Folder);
    }
}
