using System.CommandLine;
using System.Net.Http.Json;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep secrets</c>: what Lockstep needs from outside, and the keys that seal it.</summary>
internal static class SecretsCommand
{
    private const string Path = "/api/secrets";

    public static Command Create(HostFactory host)
    {
        var name = new Argument<string>("NAME") { Description = "One of the names that secrets list shows" };
        return new Command("secrets", "Store what Lockstep needs from outside, and rotate the keys that seal it")
        {
            ServerCommand.Create(
                "list", "Show which secrets there are and which are set; never a value.", (_, context, ct) => ListAsync(context, ct)),
            ServerCommand.Create(
                "set", "Store a secret: typed unseen, or piped in. It can't be read back.",
                (result, context, ct) => SetAsync(context, result.GetValue(name)!, ct), name),
            ServerCommand.Create(
                "remove", "Remove a stored secret.", (result, context, ct) => RemoveAsync(context, result.GetValue(name)!, ct), name),
            ServerCommand.Create(
                "rotate", "Make a new data key in each database and seal everything anew, while the server runs.",
                (_, context, ct) => RotateAsync(context, ct)),
            RotateMasterCommand.Create(host),
        };
    }

    public static Task<int> ListAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var list = await api.GetAsync(Path, CommandJson.Default.SecretsState, ct);
            foreach (var secret in list.Items)
            {
                var state = secret.Source switch
                {
                    "setting" => "comes from the settings",
                    "stored" => $"stored {secret.UpdatedAt:u} by {secret.UpdatedBy}",
                    _ => "not set",
                };
                context.Output.WriteLine($"{secret.Name,-30} {state}. {secret.Purpose}");
            }

            if (list.Items.Count == 0)
            {
                context.Output.WriteLine("Nothing in this version needs a secret from outside.");
            }
        },
        ct);

    public static Task<int> SetAsync(CommandContext context, string name, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var value = await ReadValueAsync(context, name, ct);
            using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(name))
            {
                Content = JsonContent.Create(new SecretValue(value), CommandJson.Default.SecretValue),
            };
            using var answer = await api.SendAsync(request, null, ct);
            context.Output.WriteLine($"{name} is stored.");
        },
        ct);

    public static Task<int> RemoveAsync(CommandContext context, string name, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, PathOf(name));
            using var answer = await api.SendAsync(request, null, ct);
            context.Output.WriteLine($"{name} is removed.");
        },
        ct);

    public static Task<int> RotateAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path + "/rotate");
            using var answer = await api.SendAsync(request, null, ct);
            var done = await ServerApi.ReadAsync(answer, CommandJson.Default.SecretsRotated, ct);
            context.Output.WriteLine($"{done.Databases} databases have a new data key; {done.Sealed} secrets were sealed anew.");
        },
        ct);

    private static string PathOf(string name) => $"{Path}/{Uri.EscapeDataString(name)}";

    /// <summary>Never an argument: arguments stand in the history of the shell and in the list of processes.</summary>
    private static async Task<string> ReadValueAsync(CommandContext context, string name, CancellationToken ct)
    {
        if (context.Input is null)
        {
            return await new TextPrompt<string>($"Value of {Markup.Escape(name)}:").Secret(mask: null).ShowAsync(AnsiConsole.Console, ct);
        }

        // echo and editors end a text with a line break, which is no part of a password.
        var text = await context.Input.ReadToEndAsync(ct);
        var value =
            text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1]
            : text;
        return value.Length > 0
            ? value
            : throw new CommandException($"No value for {name} came in; pipe it in, or run the command at a terminal and type it.");
    }
}
