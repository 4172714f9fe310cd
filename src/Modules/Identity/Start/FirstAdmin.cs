using Lockstep.Contracts.Access;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Start;

/// <summary>
/// Makes the first user, an admin, when there is none. Its password is configured, or made up and shown once: on the terminal, or in
/// <see cref="FirstAdminFile"/> when nobody is looking. It never reaches a log.
/// </summary>
internal sealed partial class FirstAdmin(
    IdentityDatabase database, UserTable users, PasswordHashing passwords, IConfiguration configuration,
    FirstAdminFile file, Terminal terminal, FirstSignIn first, ILogger<FirstAdmin> logger)
{
    /// <summary>Who makes the first admin, as its history tells.</summary>
    private const string Actor = "system:start";

    /// <summary>Checks what is configured, where it will be read: at the first start.</summary>
    public static void Check(IConfiguration settings)
    {
        if (!Directory.Exists(settings["LOCKSTEP_DATA"] ?? "data"))
        {
            _ = (Email(settings), ConfiguredPassword(settings));
        }
    }

    public async Task EnsureAsync(CancellationToken ct)
    {
        if (await database.Store.ReadAsync(reader => reader.FirstAsync("select 1 from users", static row => row.Int64(0)), ct) == 1)
        {
            return;
        }

        var email = Email(configuration);
        if (ConfiguredPassword(configuration) is { } configured)
        {
            await InsertAsync(email, configured, isForOnce: false, ct);
            return;
        }

        // The file before the commit, the terminal after it. The other order loses the password if we die in between.
        var generated = OneTimeCode.Create().Text;
        file.Write(email, generated);
        if (await InsertAsync(email, generated, isForOnce: true, ct))
        {
            Show(email, generated);
        }
        else
        {
            file.Delete();
        }
    }

    private static string Email(IConfiguration configuration)
    {
        var email = configuration["LOCKSTEP_ADMIN_EMAIL"] is { Length: > 0 } configured ? configured : "admin@localhost";
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < email.Length - 1 && !email.Any(char.IsWhiteSpace)
            ? email
            : throw new StartupException(
                "LOCKSTEP_ADMIN_EMAIL must be an e-mail address like name@example.com; correct it or leave it out.");
    }

    private static string? ConfiguredPassword(IConfiguration configuration) => configuration["LOCKSTEP_ADMIN_PASSWORD"] switch
    {
        null or "" => null,
        { Length: >= PasswordRules.LengthMin and <= PasswordRules.LengthMax } password => password,
        _ => throw new StartupException(
            $"LOCKSTEP_ADMIN_PASSWORD must have {PasswordRules.LengthMin} to {PasswordRules.LengthMax} characters; choose a longer one, or "
                + "leave it out to get one made up."),
    };

    /// <summary>False when another process was faster.</summary>
    private async Task<bool> InsertAsync(string email, string password, bool isForOnce, CancellationToken ct)
    {
        var admin = UserAccount.Empty with
        {
            Email = email,
            Name = "Administrator",
            PasswordHash = passwords.Hash(password),
            PasswordOnce = isForOnce,
            Roles = [UserTable.Admin],
        };
        var made = await database.Store.WriteAsync(
            async transaction =>
            {
                // Several processes may start at once, with settings that differ.
                await transaction.LockAsync("first-admin");
                return await transaction.FirstAsync("select 1 from users", static row => row.Int64(0)) == 0
                    && await users.InsertAsync(transaction, admin, Actor) is not null;
            },
            ct);
        if (made)
        {
            Made(logger);
        }

        return made;
    }

    private void Show(string email, string password)
    {
        if (terminal.IsInteractive || string.Equals(configuration["LOCKSTEP_SHOW_ADMIN_PASSWORD"], "1", StringComparison.Ordinal))
        {
            terminal.Writer.WriteLine($"First sign-in: {email} with the one-time password {password}");
            first.Shown(email, password);
            file.Delete();
        }
        else
        {
            InFile(logger, file.Path);
        }
    }

    [LoggerMessage(4002, LogLevel.Information, "first admin made")]
    private static partial void Made(ILogger logger);

    [LoggerMessage(4004, LogLevel.Warning, "the first admin's one-time password is in {File}, which goes away at the first sign-in")]
    private static partial void InFile(ILogger logger, string file);
}
