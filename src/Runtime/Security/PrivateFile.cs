namespace Lockstep.Runtime.Security;

/// <summary>Files that only the user of this process may read (mode 0600): keys and first passwords.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes a file whole or not at all: after a crash there is the old content or the new one. Makes its folder (0700).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it holds afterwards.</param>
    /// <param name="replace">False to keep a file that is there already; then nothing is written.</param>
    /// <returns>Whether the content was written.</returns>
    /// <exception cref="IOException">The disk would not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static bool Write(string path, ReadOnlySpan<byte> content, bool replace = true)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Environment.ProcessId}.new";
        try
        {
            WriteDraft(draft, content);

            // A link to an existing name fails, so that of two processes that start together one wins and both use its file.
            File.Move(draft, path, replace);
            return true;
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void WriteDraft(string draft, ReadOnlySpan<byte> content)
    {
        // The mode only counts for a new file: a draft that a crash left behind would keep its own.
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(draft, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
