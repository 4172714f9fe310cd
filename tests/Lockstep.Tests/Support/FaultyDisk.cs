using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lockstep.Tests.Support;

/// <summary>What a database asks of its disk.</summary>
public enum DiskCall
{
    Read,
    Write,
    Sync,
}

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

    private static readonly ConcurrentDictionary<string, FaultyDisk> Disks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(DiskCall Call, string Suffix), int> _faults = new();
    private readonly ConcurrentDictionary<(DiskCall Call, string Suffix), int> _calls = new();
    private readonly string _folder;

    public FaultyDisk(string folder)
    {
        _folder = Path.GetFullPath(folder);
        SqliteFiles.Use(Find);
        Disks[_folder] = this;
    }

    /// <summary>From now on calls on files with this ending answer a code of SQLite.</summary>
    public void Fail(DiskCall call, string suffix, int code) => _faults[(call, suffix)] = code;

    /// <summary>The disk is well again.</summary>
    public void Heal() => _faults.Clear();

    /// <summary>How many calls there were.</summary>
    public int Count(DiskCall call, string suffix) => _calls.GetValueOrDefault((call, suffix));

    public void Dispose() => Disks.TryRemove(_folder, out _);

    private static Func<DiskCall, int>? Find(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Disks.TryGetValue(folder, out var disk))
        {
            return null;
        }

        var suffix = path[path.LastIndexOfAny(['.', '-'])..];
        return call =>
        {
            disk._calls.AddOrUpdate((call, suffix), 1, static (_, count) => count + 1);
            return disk._faults.GetValueOrDefault((call, suffix));
        };
    }
}

/// <summary>The methods of SQLite's open files, with a question before each call.</summary>
internal static unsafe class SqliteFiles
{
    private const string Library = "e_sqlite3";
    private const int VfsSize = 168;
    private const int VfsName = 24;
    private const int VfsOpen = 40;
    private const int MethodsSize = 152;
    private const int MethodsClose = 8;
    private const int MethodsRead = 16;
    private const int MethodsWrite = 24;
    private const int MethodsSync = 40;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<nint, (nint Methods, Func<DiskCall, int> Ask)> Open = new();
    private static readonly ConcurrentDictionary<nint, nint> Patched = new();
    private static Func<string, Func<DiskCall, int>?> _find = _ => null;
    private static nint _system;

    /// <summary>Becomes the default VFS, once.</summary>
    /// <param name="find">Who is to be asked about a path; null for nobody.</param>
    public static void Use(Func<string, Func<DiskCall, int>?> find)
    {
        lock (Gate)
        {
            if (_system != 0)
            {
                return;
            }

            _find = find;
            _system = Find(0);
            var vfs = Copy(_system, VfsSize);
            *(nint*)(vfs + VfsName) = Marshal.StringToCoTaskMemUTF8("faulty");
            *(nint*)(vfs + VfsOpen) = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int, int*, int>)&OpenFile;
            Register(vfs, 1).ShouldBe(0);
        }
    }

    [DllImport(Library, EntryPoint = "sqlite3_vfs_find")]
    private static extern nint Find(nint name);

    [DllImport(Library, EntryPoint = "sqlite3_vfs_register")]
    private static extern int Register(nint vfs, int makeDefault);

    private static nint Copy(nint source, int size)
    {
        var copy = (nint)NativeMemory.Alloc((nuint)size);
        NativeMemory.Copy((void*)source, (void*)copy, (nuint)size);
        return copy;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OpenFile(nint vfs, nint name, nint file, int flags, int* outFlags)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, nint, nint, int, int*, int>)(*(nint*)(_system + VfsOpen));
        var code = open(_system, name, file, flags, outFlags);
        if (code == 0 && name != 0 && _find(Marshal.PtrToStringUTF8(name)!) is { } ask)
        {
            var methods = *(nint*)file;
            Open[file] = (methods, ask);
            *(nint*)file = Patched.GetOrAdd(methods, Patch);
        }

        return code;
    }

    private static nint Patch(nint methods)
    {
        var patched = Copy(methods, MethodsSize);
        *(nint*)(patched + MethodsClose) = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Close;
        *(nint*)(patched + MethodsRead) = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)&Read;
        *(nint*)(patched + MethodsWrite) = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)&Write;
        *(nint*)(patched + MethodsSync) = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
        return patched;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint file)
    {
        Open.TryRemove(file, out var opened);
        return ((delegate* unmanaged[Cdecl]<nint, int>)(*(nint*)(opened.Methods + MethodsClose)))(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint file, nint buffer, int count, long offset)
    {
        var (methods, ask) = Open[file];
        var code = ask(DiskCall.Read);
        return code != 0
            ? code
            : ((delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)(*(nint*)(methods + MethodsRead)))(file, buffer, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, nint buffer, int count, long offset)
    {
        var (methods, ask) = Open[file];
        var code = ask(DiskCall.Write);
        return code != 0
            ? code
            : ((delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)(*(nint*)(methods + MethodsWrite)))(file, buffer, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var (methods, ask) = Open[file];
        var code = ask(DiskCall.Sync);
        return code != 0
            ? code
            : ((delegate* unmanaged[Cdecl]<nint, int, int>)(*(nint*)(methods + MethodsSync)))(file, flags);
    }
}
