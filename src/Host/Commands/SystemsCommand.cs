using System.CommandLine;
using Lockstep.Connectors.Sdk;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Modules;
using Lockstep.Sync;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep systems</c>: the systems that flows read and write.</summary>
internal static class SystemsCommand
{
    private const int Failed = 1;

    public static Command Create(HostFactory host)
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "The folder; LOCKSTEP_SYSTEMS or systems in the data folder by default", Arity = ArgumentArity.ZeroOrOne,
        };
        var check = new Command("check", "Name every fault of every file; calls nobody. Works while the server runs.") { folder };
        check.SetAction(result => Check(
            result.GetValue(folder) ?? FolderOf(HostSettings.Read()), host.Modules, host.Connectors, Console.Out, Console.Error));
        var name = new Argument<string>("NAME") { Description = "A system that systems list shows" };
        return new Command("systems", "The systems that flows read and write")
        {
            ServerCommand.Create(
                "list", "Show the systems, and what each can do with which kinds of records.", (_, context, ct) => ListAsync(context, ct)),
            check,
            ServerCommand.Create(
                "test", "Try whether a system can be reached and lets Lockstep in; changes nothing there.",
                (result, context, ct) => TestAsync(context, result.GetValue(name)!, ct), name),
            ServerCommand.Create(
                "authorize", "Allow Lockstep to sign in at a system by OAuth 2: shows where, and takes the URL that you are sent back to.",
                (result, context, ct) => AuthorizeAsync(context, result.GetValue(name)!, ct), name),
        };
    }

    /// <summary>Where the next start looks for systems.</summary>
    public static string FolderOf(IConfiguration settings) => settings["LOCKSTEP_SYSTEMS"] is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(HostSettings.FolderOf(settings), "systems");

    /// <returns>0, or 1 when a file has a fault or the folder is not there.</returns>
    public static int Check(
        string folder, IReadOnlyList<ModuleManifest> modules, IReadOnlyList<IConnector> connectors, TextWriter output, TextWriter errors)
    {
        if (!Directory.Exists(folder))
        {
            errors.WriteLine($"lockstep: There is no folder {folder}; name the folder of systems.");
            return Failed;
        }

        var (systems, faults) = SyncModule.CheckSystems(folder, modules, connectors);
        foreach (var fault in faults)
        {
            errors.WriteLine(fault);
        }

        output.WriteLine(
            faults.Count == 0 ? $"{folder}: {systems} systems, no faults"
                : $"{folder}: {faults.Count} to mend; the server does not start with it");
        return faults.Count == 0 ? 0 : Failed;
    }

    public static Task<int> ListAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var list = await api.GetAsync("/api/systems", CommandJson.Default.SystemsState, ct);
            foreach (var system in list.Items)
            {
                context.Output.WriteLine($"{system.Name} ({system.Connector}){(system.File is null ? "" : $", {system.File}")}");
                foreach (var kind in system.Kinds)
                {
                    var found = kind.SearchFields.Count == 0 ? "" : $"; found by {string.Join(", ", kind.SearchFields)}";
                    context.Output.WriteLine($"  {kind.Name}: {string.Join(", ", kind.Can)}{found}");
                }
            }
        },
        ct);

    public static Task<int> AuthorizeAsync(CommandContext context, string name, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            var path = $"/api/systems/{Uri.EscapeDataString(name)}";
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/authorize");
            using var answer = await api.SendAsync(request, null, ct);
            var consent = await ServerApi.ReadAsync(answer, CommandJson.Default.SystemConsentState, ct);
            context.Output.WriteLine($"Open this page, allow it, and give the whole URL that you are sent back to:\n{consent.Url}");

            // The whole URL and not the code alone: by the state in it the server knows that it answers this question, and nobody else's.
            var line = await (context.Input ?? Console.In).ReadLineAsync(ct);
            if (!Uri.TryCreate(line?.Trim(), UriKind.Absolute, out var back) || QueryHelpers.ParseQuery(back.Query)
                is not { Count: > 0 } query)
            {
                throw new CommandException("That is no URL with a code and a state; begin anew.");
            }

            var allowed = await api.PostAsync(
                $"{path}/redeem", new SystemCodeBody(query["code"], query["state"]), CommandJson.Default.SystemCodeBody,
                CommandJson.Default.SystemAllowedState, ct);
            context.Output.WriteLine(
                $"{name} lets Lockstep in until {allowed.Until:u}"
                + (allowed.Renews ? ", and goes on by itself." : "; then it has to be allowed again."));
        },
        ct);

    /// <returns>0 when it was reached, else 1.</returns>
    public static async Task<int> TestAsync(CommandContext context, string name, CancellationToken ct)
    {
        var isGood = false;
        var code = await context.RunAsync(
            async api =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/systems/{Uri.EscapeDataString(name)}/test");
                using var answer = await api.SendAsync(request, null, ct);
                var test = await ServerApi.ReadAsync(answer, CommandJson.Default.SystemTestState, ct);
                isGood = test.Ok;
                context.Output.WriteLine(test.Ok ? $"{name}: {test.Message} ({test.TookMs} ms)" : $"{name}: {test.Cause}. {test.Message}");
                if (test.Answer is { } said)
                {
                    context.Output.WriteLine(said);
                }
            },
            ct);
        return code != 0 ? code : isGood ? 0 : Failed;
    }
}
