using System.CommandLine;
using Lockstep.Identity;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep admin reset-password</c>: for the admin who lost the password, at the machine itself.</summary>
internal static class AdminCommand
{
    public static Command Create(HostFactory host)
    {
        var email = new Option<string>("--email") { Description = "Whose; needed where there are several admins" };
        var factor =
            new Option<bool>("--without-second-factor") { Description = "Take the second factor away too, which was lost as well" };
        var reset = new Command(
            "reset-password",
            "Print a one-time password for an admin, which the first sign-in replaces. Stop the server first, unless the databases are "
                + "on PostgreSQL.")
        {
            email, factor,
        };
        reset.SetAction((result, _) => CopyCommand.RunUntilStoppedAsync(
            host, "stopped; the old password stays.", (context, ct) =>
                ResetAsync(context, result.GetValue(email), result.GetValue(factor), ct)));
        return new Command("admin", "Let an admin in again") { reset };
    }

    public static async Task ResetAsync(CopyContext context, string? email, bool withoutFactor, CancellationToken ct)
    {
        _ = RotateMasterCommand.FindKey(context.Settings);
        await using var services = context.Build();

        // Takes the folder: on SQLite a server that works on it would go on with what it remembers of the old password and its sessions.
        _ = services.GetRequiredService<DataFolder>();
        var (who, password) = await IdentityModule.RescueAdminAsync(services, email, withoutFactor, ct);
        context.Output.WriteLine($"Sign in as {who} with the one-time password {password}, and choose another one there (newPassword). "
            + $"All sessions of {who} have ended.");
    }
}
