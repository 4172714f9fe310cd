using System.Text;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Passwords;

/// <summary><c>first-admin.txt</c> in the data folder (mode 0600): the one-time password, until somebody has signed in.</summary>
internal sealed partial class FirstAdminFile(DataFolder folder, ILogger<FirstAdminFile> logger)
{
    private int _mayExist = 1;

    public string Path { get; } = folder.File("first-admin.txt");

    public void Write(string email, string password) =>
        PrivateFile.Write(Path, Encoding.UTF8.GetBytes($"e-mail:   {email}\npassword: {password}\n"));

    /// <summary>Deletes the file if it is there; that this can fail must not keep anybody from signing in.</summary>
    public void Delete()
    {
        // Every sign-in comes by here; only the first one asks the disk.
        if (Interlocked.Exchange(ref _mayExist, 0) == 0)
        {
            return;
        }

        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            NotDeleted(logger, Path, error.Message);
        }
    }

    [LoggerMessage(4003, LogLevel.Warning, "{File} holds a password and could not be deleted, delete it by hand: {Reason}")]
    private static partial void NotDeleted(ILogger logger, string file, string reason);
}
