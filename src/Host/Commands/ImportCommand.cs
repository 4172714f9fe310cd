using System.CommandLine;
using System.Runtime.InteropServices;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Values;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>
/// <c>lockstep import customers FILE</c>, and the same of products, stock and orders: sends a file to a running Lockstep and shows what
/// became of its rows.
/// </summary>
internal static class ImportCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int SomeRefused = 2;

    public static Command Create(HostFactory host)
    {
        var import = new Command("import", "Bring records in from a file");
        foreach (var kind in host.Modules.SelectMany(static module => module.Imports))
        {
            import.Add(Create(kind));
        }

        return import;
    }

    private static Command Create(ImportManifest kind)
    {
        var command = new Command(kind.Name, $"Import {kind.Name} from a CSV, JSON or Excel file. "
            + "The same file again changes nothing; interrupted and run again it goes on.");
        var file = new Argument<string>("FILE")
        {
            Description = "The file: .csv, .xlsx, .json with an array, or .ndjson / .jsonl with one JSON object per line; .gz too",
        };
        var map = new Option<string>("--map")
        {
            Description = "Which header is which field, like CustomerID=externalId,First+Last=name; "
                + "a header with a comma in quotation marks, or by number, #3=city",
        };
        var source = new Option<string>("--source") { Description = "What external ids belong to; import by default" };
        var url = new Option<string>("--url") { Description = "Where Lockstep runs", DefaultValueFactory = _ => "http://localhost:8080" };
        var email = new Option<string>("--email") { Description = "Who signs in; LOCKSTEP_ADMIN_EMAIL or admin@localhost by default" };
        var run = new Option<string>("--run")
        {
            Description = "A name of your own under which an interrupted import goes on; by default it follows from file and options",
        };
        var ofFile = OptionsOf(ImportManifest.FileParameters);
        var own = OptionsOf(kind.Parameters);
        command.Add(file);
        foreach (var option in new[] { map, source, url, email, run }.Concat(ofFile).Concat(own))
        {
            command.Add(option);
        }

        command.SetAction((result, _) => RunUntilStoppedAsync(new ImportSettings(
            result.GetValue(file)!, result.GetValue(map), result.GetValue(source), result.GetValue(url)!,
            result.GetValue(email), result.GetValue(run), Environment.GetEnvironmentVariable)
        {
            Kind = kind,
            OfFile = [.. ofFile.Select((option, index) => (ImportManifest.FileParameters[index].Name, result.GetValue(option)))],
            Own = [.. own.Select((option, index) => (kind.Parameters[index].Name, result.GetValue(option)))],
        }));
        return command;
    }

    private static List<Option<string>> OptionsOf(IReadOnlyList<ImportParameter> parameters) =>
        [.. parameters.Select(static one => new Option<string>($"--{one.Name}") { Description = one.Description })];

    private static async Task<int> RunUntilStoppedAsync(ImportSettings settings)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        return await RunAsync(settings, Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console, stop.Token);
    }

    /// <returns>0, 2 when rows were refused, 1 when the import did not come to its end.</returns>
    public static async Task<int> RunAsync(
        ImportSettings settings, TextWriter output, TextWriter errors, IAnsiConsole? terminal, CancellationToken ct)
    {
        try
        {
            using var upload = await ImportUpload.OpenAsync(settings, ct);
            if (!settings.StartsOver && upload.Before is { State: "interrupted" } before)
            {
                output.WriteLine($"This import was interrupted after row {before.Rows:N0}; it goes on there.");
            }

            var result = await ImportProgress.ShowAsync(upload, output, terminal, ct);
            await ImportSummary.WriteAsync(upload, result, output, ct);
            return result.Refused > 0 ? SomeRefused : Done;
        }
        catch (CommandException error)
        {
            errors.WriteLine($"lockstep: {Printable.Clean(error.Message.ReplaceLineEndings(" "))}");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            errors.WriteLine("lockstep: stopped; run the same command again to go on after the rows that are in.");
        }

        return Failed;
    }
}
