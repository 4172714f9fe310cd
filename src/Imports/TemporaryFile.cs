namespace Lockstep.Imports;

/// <summary>
/// A file for what must be read twice, or from its end; gone when it is closed or the process dies, and readable by nobody else.
/// </summary>
internal static class TemporaryFile
{
    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            // Makes the file or fails: it follows no link that somebody else has put there under this name.
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"lockstep-{Path.GetRandomFileName()}"), options);
        if (!OperatingSystem.IsWindows())
        {
            // It has no name any more, so that a killed process leaves no rows behind.
            File.Delete(file.Name);
        }

        return file;
    }
}
