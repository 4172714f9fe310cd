using Microsoft.Win32.SafeHandles;

namespace Lockstep.Tests.Support;

/// <summary>
/// Remembers every write and every sync of the databases of a folder, so that the disk can be had as a power cut at any instant may leave
/// it: what was synced is there, and of what was not, any part.
/// </summary>
internal sealed class DiskTape : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Step> _steps = [];
    private readonly string _folder;
    private readonly TestFolder _before = new();
    private volatile bool _isOver;

    /// <param name="folder">A folder whose databases nobody has open.</param>
    public DiskTape(string folder)
    {
        _folder = Path.GetFullPath(folder);
        DiskState.Copy(_folder, _before.Path);
        SqliteFiles.Attach(_folder, path => new TapedFile(this, Path.GetFileName(path)));
    }

    /// <summary>Whether the disk only says that it synced what is synced behind commits.</summary>
    public bool Lies { get; init; }

    /// <summary>How much has happened.</summary>
    public int Now
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count;
            }
        }
    }

    /// <summary>Syncs that the store makes itself.</summary>
    public void Flush(string file, SafeFileHandle handle)
    {
        if (!Lies)
        {
            var begun = Now;
            RandomAccess.FlushToDisk(handle);
            Add(new Step(Path.GetFileName(file), StepKind.Sync, begun, []));
        }
    }

    /// <summary>Nothing of what comes is remembered.</summary>
    public void End() => _isOver = true;

    /// <summary>The disk at an instant.</summary>
    public DiskState At(int instant)
    {
        lock (_gate)
        {
            return new DiskState(_before.Path, _steps[..instant]);
        }
    }

    public void Dispose()
    {
        SqliteFiles.Detach(_folder);
        _before.Dispose();
    }

    private void Add(Step step)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _steps.Add(step);
            }
        }
    }

    private sealed class TapedFile(DiskTape tape, string name) : IDiskFile
    {
        public void Wrote(long offset, ReadOnlySpan<byte> bytes) => tape.Add(new Step(name, StepKind.Write, offset, bytes.ToArray()));

        public void Truncated(long size) => tape.Add(new Step(name, StepKind.Truncate, size, []));

        public int Syncing() => tape.Now;

        public void Synced(int begun) => tape.Add(new Step(name, StepKind.Sync, begun, []));
    }
}

/// <summary>What was done to a file.</summary>
internal enum StepKind
{
    Write,
    Truncate,
    Sync,
}

/// <param name="File">The file's name.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Number">Where it was written, the new size, or how many steps there were when the sync began.</param>
/// <param name="Bytes">What was written.</param>
internal sealed record Step(string File, StepKind Kind, long Number, byte[] Bytes);

/// <summary>A disk at the instant of a power cut.</summary>
internal sealed class DiskState
{
    private readonly string _before;
    private readonly Dictionary<string, (List<Step> Synced, List<Step> Unsynced)> _files = new(StringComparer.Ordinal);

    /// <param name="before">The folder as it was before anything happened.</param>
    /// <param name="steps">What happened.</param>
    public DiskState(string before, IReadOnlyList<Step> steps)
    {
        _before = before;
        var synced = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var sync in steps.Where(step => step.Kind is StepKind.Sync))
        {
            synced[sync.File] = Math.Max(synced.GetValueOrDefault(sync.File), sync.Number);
        }

        for (var number = 0; number < steps.Count; number++)
        {
            if (steps[number] is { Kind: not StepKind.Sync } step)
            {
                var (on, off) = _files.TryGetValue(step.File, out var known) ? known : _files[step.File] = ([], []);
                (number < synced.GetValueOrDefault(step.File) ? on : off).Add(step);
            }
        }
    }

    /// <summary>Copies files with their modes: a key that others may read is none.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The files of which something is not on the disk for sure, with the number of steps.</summary>
    public IReadOnlyDictionary<string, int> Unsynced =>
        _files.Where(static file => file.Value.Unsynced.Count > 0)
            .ToDictionary(static file => file.Key, static file => file.Value.Unsynced.Count, StringComparer.Ordinal);

    /// <summary>Every choice of files that are cut back to their last sync, the others being whole.</summary>
    public IEnumerable<Dictionary<string, int>> Choices()
    {
        var unsynced = Unsynced.ToList();
        for (var choice = 0; choice < 1 << unsynced.Count; choice++)
        {
            yield return unsynced.Index().ToDictionary(
                file => file.Item.Key, file => (choice >> file.Index & 1) == 0 ? 0 : file.Item.Value, StringComparer.Ordinal);
        }
    }

    /// <summary>Makes the folder that the next start finds.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="kept">How many of its steps a file keeps that were not synced.</param>
    public void WriteTo(string folder, IReadOnlyDictionary<string, int> kept)
    {
        Copy(_before, folder);
        foreach (var (name, (synced, unsynced)) in _files)
        {
            using var file = File.OpenHandle(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            foreach (var step in synced.Concat(unsynced.Take(kept.GetValueOrDefault(name))))
            {
                if (step.Kind is StepKind.Write)
                {
                    RandomAccess.Write(file, step.Bytes, step.Number);
                }
                else
                {
                    RandomAccess.SetLength(file, step.Number);
                }
            }
        }
    }
}
