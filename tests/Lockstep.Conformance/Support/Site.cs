using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Support;

/// <summary>
/// One installation of Lockstep: a data folder, with its databases in it or on a PostgreSQL server. Goes with the test, databases included.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>
    /// On a server nobody can tell a dead process from a paused one: its work waits for the end of its leases, and a test would with it.
    /// </summary>
    private static readonly (string Name, string Value)[] ShortLeases =
    [
        ("LOCKSTEP_Leases__Duration", "00:00:02"), ("LOCKSTEP_Leases__Renewal", "00:00:00.400"),
        ("LOCKSTEP_Postgres__SilenceMax", "00:00:01"),
    ];

    private readonly TempFolder _folder = new();
    private readonly Databases? _databases;

    /// <param name="store">Where its databases are.</param>
    /// <param name="server">The connection string of the server; that of the whole run by default.</param>
    public Site(StoreKind store, string? server = null)
    {
        Store = store;
        _databases =
            store is StoreKind.Postgres
                ? new Databases(server ?? Databases.ServerOfTheRun, "conf_" + System.IO.Path.GetFileName(_folder.Path))
                : null;
        if (_databases is not null)
        {
            // A lease covers the patience of the flows, so the shipped one would lengthen it again.
            Directory.CreateDirectory(File("flows"));
            System.IO.File.WriteAllText(File("flows/welcome-package.yaml"), Flow.Hasty);
        }
    }

    public StoreKind Store { get; }

    /// <summary>A session that is open on it, when it is a copy of a site on which somebody signed in.</summary>
    public Session? Session { get; set; }

    /// <summary>The data folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The databases on the server; a site on SQLite has none there.</summary>
    public Databases Databases => _databases ?? throw new InvalidOperationException("The databases of this site are files.");

    /// <summary>What leads a process to the databases, as environment variables.</summary>
    public IEnumerable<(string Name, string Value)> Settings => _databases is null
        ? []
        : [("LOCKSTEP_STORE", "postgres"), ("LOCKSTEP_POSTGRES", _databases.Connection), .. ShortLeases];

    /// <summary>The same as configuration keys.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Configuration =>
        Settings.Select(setting =>
            KeyValuePair.Create(
                setting.Name.Contains("__", StringComparison.Ordinal)
                    ? setting.Name["LOCKSTEP_".Length..].Replace("__", ":", StringComparison.Ordinal)
                    : setting.Name,
                (string?)setting.Value)
        );

    /// <summary>What a command reads in its environment.</summary>
    public string? Variable(string name) =>
        Settings.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.Ordinal)).Value;

    public string File(string name) => _folder.File(name);

    /// <summary>Another site with the same files and the same rows. No process may work on this one.</summary>
    public async Task<Site> CopyAsync()
    {
        var copy = new Site(Store, _databases?.Server) { Session = Session };
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = copy.File(System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target, overwrite: true);
        }

        if (_databases is not null)
        {
            await copy.Databases.CloneAsync(_databases);
        }

        return copy;
    }

    /// <summary>Whoever worked on it is dead: what it held is free at once.</summary>
    public Task EndLeasesAsync() => _databases?.EndLeasesAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (_databases is not null)
        {
            await _databases.DropAsync();
        }
    }
}
