using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Host.Commands;

/// <summary>Where a command finds the server, who signs in, and where it reads and writes.</summary>
/// <param name="Url">Where Lockstep runs.</param>
/// <param name="Email">Who signs in; null for the first admin.</param>
/// <param name="Variable">Looks into the environment.</param>
/// <param name="Input">What is piped into the command; null at a terminal.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record CommandContext(
    string Url, string? Email, Func<string, string?> Variable, TextReader? Input, TextWriter Output, TextWriter Errors);

/// <summary>What the commands that talk to a running server share: its address, signing in, one line for whatever goes wrong.</summary>
internal static class ServerCommand
{
    private const int Failed = 1;

    /// <summary>A command with the options for the server.</summary>
    public static Command Create(
        string name, string description, Func<ParseResult, CommandContext, CancellationToken, Task<int>> run, params Symbol[] symbols)
    {
        var url = new Option<string>("--url") { Description = "Where Lockstep runs", DefaultValueFactory = _ => "http://localhost:8080" };
        var email = new Option<string>("--email") { Description = "Who signs in; LOCKSTEP_ADMIN_EMAIL or admin@localhost by default" };
        var command = new Command(name, description);
        foreach (var argument in symbols.OfType<Argument>())
        {
            command.Add(argument);
        }

        foreach (var option in symbols.OfType<Option>().Append(url).Append(email))
        {
            command.Add(option);
        }

        command.SetAction((result, ct) => run(
            result,
            new CommandContext(
                result.GetValue(url)!, result.GetValue(email), Environment.GetEnvironmentVariable,
                Console.IsInputRedirected ? Console.In : null, Console.Out, Console.Error),
            ct));
        return command;
    }

    /// <summary>Signs in and works; whatever goes wrong becomes one line.</summary>
    public static Task<int> RunAsync(this CommandContext context, Func<ServerApi, Task> work, CancellationToken ct) => context.AskAsync(
        async api =>
        {
            await api.SignInAsync(ct);
            await work(api);
        });

    /// <summary>Works as nobody in particular, for what anybody may ask.</summary>
    public static async Task<int> AskAsync(this CommandContext context, Func<ServerApi, Task> work)
    {
        try
        {
            using var api = new ServerApi(context.Url, context.Email, context.Variable);
            await work(api);
            return 0;
        }
        catch (CommandException error)
        {
            context.Errors.WriteLine($"lockstep: {error.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    public static async Task<TAnswer> GetAsync<TAnswer>(this ServerApi api, string path, JsonTypeInfo<TAnswer> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await api.SendAsync(request, null, ct);
        return await ServerApi.ReadAsync(answer, type, ct);
    }

    public static async Task<TAnswer> PostAsync<TBody, TAnswer>(
        this ServerApi api, string path, TBody body, JsonTypeInfo<TBody> sent, JsonTypeInfo<TAnswer> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, sent) };
        using var answer = await api.SendAsync(request, null, ct);
        return await ServerApi.ReadAsync(answer, type, ct);
    }
}
