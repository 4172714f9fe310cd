using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Lockstep.Tests.Support.PreparedSites))]

namespace Lockstep.Tests.Support;

/// <summary>
/// Data folders, with their databases, as a first start leaves them: made once in a run for each kind of app, and copied for each test.
/// What a first start does is looked at by tests that bring an empty folder of their own.
/// </summary>
public sealed class PreparedSites : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Sites = new(StringComparer.Ordinal);

    /// <summary>Fills an empty data folder as a first start would have filled it.</summary>
    /// <param name="kind">Which modules have started.</param>
    /// <param name="clock">Keys and certificates are as old as its time: tests that stop the clock have sites of their own.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="start">Starts the app on the folder that it is given, and stops it.</param>
    internal static async Task FillAsync(string kind, TimeProvider clock, string folder, Func<string, Task> start)
    {
        var site = clock == TimeProvider.System ? kind : FormattableString.Invariant($"{kind} {clock.GetUtcNow():O}");
        var prepared = await Sites.GetOrAdd(site, _ => new Lazy<Task<string>>(() => MakeAsync(start))).Value;
        foreach (var file in Directory.GetFiles(prepared, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(prepared, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await TestDatabases.CopyAsync(prepared, folder);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites.Values)
        {
            await TestDatabases.DropAsync(await site.Value);
            Directory.Delete(await site.Value, recursive: true);
        }
    }

    private static async Task<string> MakeAsync(Func<string, Task> start)
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-prepared-").FullName;
        await start(folder);
        return folder;
    }
}
