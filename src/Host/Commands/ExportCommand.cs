using System.CommandLine;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep export customers FILE</c>, and the same of products, stock, orders and their lines: saves what a running Lockstep has as
/// CSV.
/// </summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    public static Command Create(HostFactory host)
    {
        var export = new Command("export", "Save records as a CSV file");
        foreach (var kind in host.Modules.SelectMany(static module => module.Exports))
        {
            export.Add(Create(kind));
        }

        return export;
    }

    private static Command Create(ExportManifest kind)
    {
        var file = new Argument<string>("FILE") { Description = "Where it is written to; - for the standard output" };
        var filter = new Option<string>("--filter")
        {
            Description = "Which records, as the query of their list says it, like \"status=SHIPPED&from=2026-01-01T00:00:00Z\"",
        };
        var shape = CsvShape.Parameters.Select(static one =>
            new Option<string>($"--{one.Name}") { Description = one.Description }).ToList();
        return ServerCommand.Create(
            kind.Name, $"Export {kind.Name.Replace('-', ' ')} as CSV, "
            + $"for example: lockstep export {kind.Name} {kind.Name}.csv --bom true --separator semicolon",
            (result, context, ct) => RunAsync(
                context, PathOf(kind, result.GetValue(filter), shape.Select((option, index) => (CsvShape.Parameters[index].Name,
                    result.GetValue(option)))),
                result.GetValue(file)!, ct),
            [file, filter, .. shape]);
    }

    /// <summary>Saves the answer of a path; 0, or 1 when it could not be saved whole: then there is no file.</summary>
    public static Task<int> RunAsync(CommandContext context, string path, string file, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var answer = await api.SendAsync(request, null, ct);
            await using var bytes = await answer.Content.ReadAsStreamAsync(ct);
            await SaveAsync(bytes, file, ct);
        },
        ct);

    /// <summary>The endpoint with its query.</summary>
    public static string PathOf(ExportManifest kind, string? filter, IEnumerable<(string Name, string? Value)> shape)
    {
        var asked = shape.Where(static one => one.Value is not null).Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}");
        var query = string.Join('&', asked.Prepend(filter?.TrimStart('?')).Where(static one => !string.IsNullOrEmpty(one)));
        return query.Length == 0 ? kind.Path : $"{kind.Path}?{query}";
    }

    /// <summary>Beside the file first: one that was cut off never looks whole.</summary>
    internal static async Task SaveAsync(Stream bytes, string file, CancellationToken ct)
    {
        var part = $"{file}.part";
        try
        {
            if (file is StandardOutput)
            {
                await using var output = Console.OpenStandardOutput();
                await bytes.CopyToAsync(output, ct);
                return;
            }

            await using (var saved = File.Create(part))
            {
                await bytes.CopyToAsync(saved, ct);
            }

            File.Move(part, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            // Where its folder is not there either, to delete it would fail once more.
            if (File.Exists(part))
            {
                File.Delete(part);
            }

            throw new CommandException($"{file} was not written whole and is not there ({error.Message}); run the same command again.",
                error);
        }
    }
}
