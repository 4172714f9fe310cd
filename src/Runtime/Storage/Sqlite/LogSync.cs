using Microsoft.Win32.SafeHandles;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>Brings all that was written to an open file onto the disk, and returns when it is there.</summary>
/// <param name="file">The file's path.</param>
/// <param name="handle">The file.</param>
internal delegate void FileFlush(string file, SafeFileHandle handle);

/// <summary>
/// Which commits of a database are on disk. Those that were committed without a sync of the log are synced here, behind the writer, which
/// goes on meanwhile: one sync for all who wait.
/// </summary>
/// <remarks>
/// The log only grows until a checkpoint, and a checkpoint syncs it first: whatever syncs the log brings all commits before it onto the
/// disk. The handle stays open: an error of a sync is told once to each open file, also one that a checkpoint met and kept to itself.
/// </remarks>
internal sealed class LogSync(string store, string database, FileFlush flush) : IDisposable
{
    private readonly string _file = database + "-wal";
    private readonly Lock _gate = new();
    private SafeFileHandle? _handle;
    private Task? _running;
    private long _committed;
    private long _synced;
    private volatile Exception? _failure;
    private bool _isClosed;

    /// <summary>Whether there are commits that are not known to be on disk.</summary>
    public bool IsDue => Volatile.Read(ref _synced) < Volatile.Read(ref _committed);

    public static void ToDisk(string file, SafeFileHandle handle) => RandomAccess.FlushToDisk(handle);

    /// <summary>There was a commit without a sync; called by the writer before anybody hears of the commit.</summary>
    public void Committed() => Volatile.Write(ref _committed, _committed + 1);

    /// <summary>
    /// Throws once a sync has failed: nobody can tell any more which of the commits before it are on disk, and a later sync that succeeds
    /// does not prove it either, for the system forgets what it could not write. Nothing more may rest on them until a start reads what
    /// there is.
    /// </summary>
    /// <exception cref="StoreFailedException">The database can't be used before the next start.</exception>
    public void Demand()
    {
        if (_failure is { } failure)
        {
            throw new StoreFailedException(
                StoreFault.InputOutput,
                $"{store}: the disk failed before commits were on it; check the disk (dmesg) and start again, which finds what is left.",
                failure);
        }
    }

    /// <summary>Syncs on this thread whatever was committed before the call.</summary>
    /// <exception cref="StoreFailedException">The disk failed.</exception>
    public void Flush()
    {
        Demand();
        var target = Volatile.Read(ref _committed);
        try
        {
            flush(_file, Handle());
        }
        catch (IOException error)
        {
            _failure ??= error;
            Demand();
        }

        Advance(target);
    }

    /// <summary>Returns when all that was committed before the call is on disk.</summary>
    /// <exception cref="StoreFailedException">The disk failed, or the database is closed.</exception>
    public async Task SyncedAsync(CancellationToken ct)
    {
        Demand();
        var wanted = Volatile.Read(ref _committed);
        while (Volatile.Read(ref _synced) < wanted)
        {
            // The sync that is under way may have begun before our commit: then the next one is ours.
            await ShareAsync().WaitAsync(ct);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _handle?.Dispose();
        }
    }

    private Task ShareAsync()
    {
        lock (_gate)
        {
            return _running is { IsCompleted: false } ? _running : _running = Task.Run(Flush);
        }
    }

    private SafeFileHandle Handle()
    {
        lock (_gate)
        {
            return _isClosed
                ? throw new StoreFailedException(StoreFault.Closed, "The database is closed: the process is stopping.")
                : _handle ??= File.OpenHandle(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
    }

    private void Advance(long target)
    {
        long before;
        while ((before = Volatile.Read(ref _synced)) < target && Interlocked.CompareExchange(ref _synced, target, before) != before)
        {
        }
    }
}
