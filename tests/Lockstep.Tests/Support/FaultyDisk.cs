using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Tests.Support;

/// <summary>
/// The disk under one folder, which fails when a test says so. It stands between SQLite and the operating system as the default VFS of
/// this process; files of other folders pass it untouched.
/// </summary>
internal sealed class FaultyDisk : IDisposable
{
    public const int Full = 13;
    public const int WriteFailed = 10 | (3 << 8);
    public const int ReadFailed = 10 | (1 << 8);
    public const int SyncFailed = 10 | (4 << 8);

    private readonly ConcurrentDictionary<(DiskCall Call, string Suffix), int> _faults = new();
    private readonly ConcurrentDictionary<(DiskCall Call, string Suffix), int> _calls = new();
    private readonly string _folder;

    public FaultyDisk(string folder)
    {
        _folder = Path.GetFullPath(folder);
        SqliteFiles.Attach(_folder, path => new FaultyFile(this, path[path.LastIndexOfAny(['.', '-'])..]));
    }

    /// <summary>From now on calls on files with this ending answer a code of SQLite.</summary>
    public void Fail(DiskCall call, string suffix, int code) => _faults[(call, suffix)] = code;

    /// <summary>The disk is well again.</summary>
    public void Heal() => _faults.Clear();

    /// <summary>How many calls there were.</summary>
    public int Count(DiskCall call, string suffix) => _calls.GetValueOrDefault((call, suffix));

    /// <summary>What the store syncs itself goes to the same disk.</summary>
    public static void Flush(string file, SafeFileHandle handle)
    {
        if (SqliteFiles.Find(file)?.Ask(DiskCall.Sync) is { } code and not 0)
        {
            throw new IOException($"The disk answers {code}.");
        }

        RandomAccess.FlushToDisk(handle);
    }

    public void Dispose() => SqliteFiles.Detach(_folder);

    private int Answer(DiskCall call, string suffix)
    {
        _calls.AddOrUpdate((call, suffix), 1, static (_, count) => count + 1);
        return _faults.GetValueOrDefault((call, suffix));
    }

    private sealed class FaultyFile(FaultyDisk disk, string suffix) : IDiskFile
    {
        public int Ask(DiskCall call) => disk.Answer(call, suffix);
    }
}
