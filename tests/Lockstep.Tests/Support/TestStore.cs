using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Tests.Support;

/// <summary>A database with one table of notes, on a disk that can be made to fail.</summary>
internal sealed class TestStore : IDisposable
{
    public const string Schema = "create table notes (id integer primary key, text text not null unique, data blob) strict;";
    public const string Insert = "insert into notes (text) values ($1)";
    private readonly SqliteOptions _options;
    private readonly TimeProvider _clock;
    private readonly bool _ownsFolder;

    public TestStore(SqliteOptions? options = null, TimeProvider? clock = null, string? folder = null, FaultyDisk? disk = null)
    {
        (_options, _clock, _ownsFolder) = (options ?? new SqliteOptions(), clock ?? TimeProvider.System, folder is null);
        Folder = folder ?? Directory.CreateTempSubdirectory("lockstep-store-").FullName;
        Disk = disk ?? new FaultyDisk(Folder);
        Store = Open(Scripts(Schema));
    }

    public string Folder { get; }

    public FaultyDisk Disk { get; }

    public SqliteStore Store { get; private set; }

    public string File => Path.Combine(Folder, "notes.db");

    /// <summary>The scripts of every module, then those of this one.</summary>
    public static IReadOnlyList<SchemaScript> Scripts(params string[] own) =>
    [
        .. SchemaScript.In(typeof(SqliteStore).Assembly, "runtime", "sqlite"),
        .. own.Select((sql, index) => new SchemaScript("notes", index + 1, "notes", sql)),
    ];

    public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write) => Store.WriteAsync(write, CancellationToken.None).SoonAsync();

    public Task<int> AddAsync(string text) => WriteAsync(transaction => transaction.ExecuteAsync(Insert, text));

    /// <summary>Adds a note that is synced behind its commit.</summary>
    public Task<int> AddBehindAsync(string text) =>
        Store.WriteBehindAsync(transaction => transaction.ExecuteAsync(Insert, text), CancellationToken.None).SoonAsync();

    /// <summary>Waits until all that was committed is on disk.</summary>
    public Task SyncedAsync() => Store.SyncedAsync(CancellationToken.None).SoonAsync();

    /// <summary>Texts of all committed notes, in the order of their ids.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync() =>
        await Store.ReadAsync(
            reader => reader.QueryAsync("select text from notes order by id", static row => row.Text(0)), CancellationToken.None);

    /// <summary>What SQLite says of the whole file.</summary>
    public async Task<string?> CheckAsync() =>
        await Store.ReadAsync(reader => reader.FirstAsync("pragma integrity_check", static row => row.Text(0)), CancellationToken.None);

    /// <summary>Keeps the writer busy, so that the writes that come now make one group.</summary>
    /// <returns>Lets the writer go on.</returns>
    public async Task<Action> HoldAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new ManualResetEventSlim();
        _ = WriteAsync(transaction =>
        {
            running.TrySetResult();
            release.Wait(TimeSpan.FromSeconds(30));
            return ValueTask.FromResult(0);
        });
        await running.Task.SoonAsync();
        return release.Set;
    }

    /// <summary>A second connection, as another process has it.</summary>
    public SqliteConnection Stranger() => SqliteConnection.Open(File, "stranger", _options);

    /// <summary>Closes the database and opens it again, as a restart does.</summary>
    public void Reopen(params string[] scripts)
    {
        Store.Dispose();
        Store = Open(Scripts(scripts.Length == 0 ? [Schema] : scripts));
    }

    public void Dispose()
    {
        Disk.Heal();
        Store.Dispose();
        Disk.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private SqliteStore Open(IReadOnlyList<SchemaScript> scripts) => SqliteStore.Open(
        "notes", File, scripts, _options, FaultyDisk.Flush, _clock, NullLogger.Instance);
}
