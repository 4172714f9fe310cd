using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>The password of the person who runs a command.</summary>
internal static class Password
{
    private static readonly string[] Variables = ["LOCKSTEP_PASSWORD", "LOCKSTEP_ADMIN_PASSWORD"];

    /// <summary>From the environment, else typed at the terminal, unseen.</summary>
    public static string Find(string email, Func<string, string?> environment)
    {
        foreach (var variable in Variables)
        {
            if (environment(variable) is { Length: > 0 } password)
            {
                return password;
            }
        }

        return Console.IsInputRedirected
            ? throw new CommandException($"The password of {email} is missing; set LOCKSTEP_PASSWORD, or a token as LOCKSTEP_TOKEN.")
            : AnsiConsole.Prompt(new TextPrompt<string>($"Password of {Markup.Escape(email)}:").Secret(mask: null));
    }
}
