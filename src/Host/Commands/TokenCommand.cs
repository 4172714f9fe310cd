using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep token</c>: signs in and prints an access token, and nothing else, for a line of curl.</summary>
internal static class TokenCommand
{
    public static Command Create() => ServerCommand.Create(
        "token", "Sign in and print an access token, for curl. It asks for the password, unless LOCKSTEP_PASSWORD has it.",
        (_, context, ct) => RunAsync(context, ct));

    public static Task<int> RunAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        api =>
        {
            context.Output.WriteLine(api.Token);
            return Task.CompletedTask;
        },
        ct);
}
