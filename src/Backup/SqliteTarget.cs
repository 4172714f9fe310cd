using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>A data folder that a restore fills. One that was cut short starts over.</summary>
internal sealed class SqliteTarget(StorePlace place, TimeProvider clock) : ICopyTarget
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    public Task<bool> BeginAsync(string origin, CancellationToken ct)
    {
        var mark = UnfinishedCopy.FileIn(place.Folder);
        if (!File.Exists(mark))
        {
            if (place.Modules.FirstOrDefault(module => File.Exists(place.FileOf(module))) is { } taken)
            {
                throw new StartupException(
                    $"There is a {taken}.db in {place.Folder} already; a restore needs a folder without databases: set LOCKSTEP_DATA to a new one, or move the *.db, *.db-wal and *.db-shm files away.");
            }

            File.WriteAllText(mark, origin);
            FolderSync.Flush(place.Folder);
        }

        foreach (var file in place.Modules.SelectMany(module => Suffixes.Select(suffix => place.FileOf(module) + suffix)))
        {
            File.Delete(file);
        }

        return Task.FromResult(false);
    }

    public Task<IModuleTarget> OpenAsync(string module, IReadOnlyList<SchemaScript> scripts, CancellationToken ct) =>
        Task.FromResult<IModuleTarget>(SqliteModuleTarget.Create(module, place.FileOf(module), scripts, clock.GetUtcNow()));

    public Task EndAsync(CancellationToken ct)
    {
        FolderSync.Flush(place.Folder);
        File.Delete(UnfinishedCopy.FileIn(place.Folder));
        FolderSync.Flush(place.Folder);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
