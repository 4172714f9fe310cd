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
            : Ask($"Password of {email}:");
    }

    /// <summary>The one that replaces a one-time password; null where nobody can be asked.</summary>
    public static string? Choose(Func<string, string?> environment) => environment("LOCKSTEP_NEW_PASSWORD") is { Length: > 0 } password
        ? password
        : Console.IsInputRedirected ? null : Ask("That was a one-time password. Choose your own (12 characters or more):");

    /// <summary>On standard error: what a command prints may go into a variable.</summary>
    private static string Ask(string question) => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
        .Prompt(new TextPrompt<string>(Markup.Escape(question)).Secret(mask: null));
}
