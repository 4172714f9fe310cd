using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Lockstep.Runtime.Storage;

/// <summary>The folder that holds everything a single process keeps; locked for as long as the process lives.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>A file in every data folder, by which one is known; held while a process works on it.</summary>
    public const string Marker = "lockstep.lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder (mode 0700) when it is missing, and locks it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="isShared">Whether several processes may work with it at the same time, because the databases are elsewhere.</param>
    /// <exception cref="StartupException">It can't be written, others may read it although this user could forbid that, or another process
    /// holds it.</exception>
    public static DataFolder Open(string path, bool isShared = false)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            CreatePrivate(full);
            if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(full) & Others) != UnixFileMode.None)
            {
                Close(full);
            }

            return new DataFolder(full, isShared ? LockShared(full) : Lock(full));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StartupException(
                $"The data folder {full} can't be written; give this user write access, or set LOCKSTEP_DATA to another folder.", error);
        }
        catch (IOException error) when (IsHeld(full))
        {
            throw new StartupException(
                $"Another lockstep process works on the data folder {full}; stop it, or set LOCKSTEP_DATA to another folder.", error);
        }
        catch (IOException error)
        {
            throw new StartupException(
                $"The data folder {full} can't be used ({error.Message}); free some space or set LOCKSTEP_DATA to another folder.", error);
        }
    }

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static FileStream LockShared(string path)
    {
        var file = System.IO.Path.Combine(path, Marker);

        // Made without a lock, which would keep the others out, then held for reading: that keeps out only who wants the folder alone.
        System.IO.File.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    private static FileStream Lock(string path)
    {
        var held = new FileStream(System.IO.Path.Combine(path, Marker), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            held.SetLength(0);
            held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return held;
        }
        catch
        {
            // Let go, or the look for another holder would find ourselves.
            held.Dispose();
            throw;
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    /// <summary>
    /// A folder that is new to us is closed to others; one that has been open while customers' data were in it, its owner must know of. One
    /// whose mode is not this user's to change, as where a container mounts it, stays as it is.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private static void Close(string path)
    {
        var isNew = !System.IO.File.Exists(System.IO.Path.Combine(path, Marker))
            && Directory.EnumerateDirectories(path)
                .All(static inner => System.IO.Path.GetFileName(inner) is "flows" or "tls" or "lost+found");
        try
        {
            // Setting the mode that is there already changes nothing, and succeeds only for who may change it.
            System.IO.File.SetUnixFileMode(path, isNew ? OwnerOnly : System.IO.File.GetUnixFileMode(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }

        if (!isNew)
        {
            throw new StartupException($"The data folder {path} may be read by others; close it (chmod 700 {path}) and start again.");
        }
    }

    private static bool IsHeld(string path)
    {
        var file = System.IO.Path.Combine(path, Marker);
        if (!System.IO.File.Exists(file))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
