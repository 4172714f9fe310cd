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

/// <summary>Stands between SQLite and one of its open files.</summary>
internal interface IDiskFile
{
    /// <summary>Asked before each call: a code of SQLite, 0 when the call may go on.</summary>
    int Ask(DiskCall call) => 0;

    /// <summary>Told of a write that was done, before SQLite hears of it.</summary>
    void Wrote(long offset, ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>Told that the file has a new size.</summary>
    void Truncated(long size)
    {
    }

    /// <summary>Told that a sync begins; what it answers comes back when the sync is done.</summary>
    int Syncing() => 0;

    /// <summary>Told of a sync that was done, before SQLite hears of it.</summary>
    void Synced(int begun)
    {
    }
}

/// <summary>
/// The methods of SQLite's open files, with those who want to know of them in between: the default VFS of this process. Files of folders
/// that nobody asked for pass it untouched.
/// </summary>
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
    private const int MethodsTruncate = 32;
    private const int MethodsSync = 40;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<nint, (nint Methods, IDiskFile Disk)> Open = new();
    private static readonly ConcurrentDictionary<nint, nint> Patched = new();
    private static readonly ConcurrentDictionary<string, Func<string, IDiskFile?>> Folders = new(StringComparer.Ordinal);
    private static nint _system;

    /// <summary>From now on files that are opened in a folder have somebody in between.</summary>
    /// <param name="folder">The folder, by its full path.</param>
    /// <param name="open">Who it is for a path; null for nobody.</param>
    public static void Attach(string folder, Func<string, IDiskFile?> open)
    {
        BecomeDefault();
        Folders[folder] = open;
    }

    public static void Detach(string folder) => Folders.TryRemove(folder, out _);

    /// <summary>Who stands between SQLite and a file; null for nobody.</summary>
    public static IDiskFile? Find(string path) =>
        Path.GetDirectoryName(path) is { } folder && Folders.TryGetValue(folder, out var open) ? open(path) : null;

    private static void BecomeDefault()
    {
        lock (Gate)
        {
            if (_system != 0)
            {
                return;
            }

            _system = Find(0);
            var vfs = Copy(_system, VfsSize);
            *(nint*)(vfs + VfsName) = Marshal.StringToCoTaskMemUTF8("watched");
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
        if (code == 0 && name != 0 && Find(Marshal.PtrToStringUTF8(name)!) is { } disk)
        {
            var methods = *(nint*)file;
            Open[file] = (methods, disk);
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
        *(nint*)(patched + MethodsTruncate) = (nint)(delegate* unmanaged[Cdecl]<nint, long, int>)&Truncate;
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
        var (methods, disk) = Open[file];
        var code = disk.Ask(DiskCall.Read);
        return code != 0
            ? code
            : ((delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)(*(nint*)(methods + MethodsRead)))(file, buffer, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, nint buffer, int count, long offset)
    {
        var (methods, disk) = Open[file];
        var code = disk.Ask(DiskCall.Write);
        if (code == 0)
        {
            var write = (delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)(*(nint*)(methods + MethodsWrite));
            code = write(file, buffer, count, offset);
            disk.Wrote(offset, new ReadOnlySpan<byte>((void*)buffer, code == 0 ? count : 0));
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(nint file, long size)
    {
        var (methods, disk) = Open[file];
        disk.Truncated(size);
        return ((delegate* unmanaged[Cdecl]<nint, long, int>)(*(nint*)(methods + MethodsTruncate)))(file, size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var (methods, disk) = Open[file];
        var code = disk.Ask(DiskCall.Sync);
        if (code == 0)
        {
            var begun = disk.Syncing();
            code = ((delegate* unmanaged[Cdecl]<nint, int, int>)(*(nint*)(methods + MethodsSync)))(file, flags);
            if (code == 0)
            {
                disk.Synced(begun);
            }
        }

        return code;
    }
}
