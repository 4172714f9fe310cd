using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Pair = Lockstep.Bench.Results.Pair;

namespace Lockstep.Bench.Benches;

/// <summary>A mapping of twenty fields of an order against the npm package <c>jmespath</c> in node, each in one thread.</summary>
internal sealed class MappingBench : IBench
{
    private const double RatioMin = 3;
    private const int Batch = 200;
    private const int WarmUp = 50_000;
    private static readonly TimeSpan NodeTimeMax = TimeSpan.FromMinutes(2);
    private static readonly Dictionary<LinkName, string?> NoLinks = [];

    public string Name => "mapping";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        var files = Path.Combine(Workspace.Repository, "bench", "Lockstep.Bench", "Mapping");
        var folder = Workspace.NewFolder(Name);
        foreach (var file in Directory.GetFiles(files))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await NodeAsync("npm", folder, "ci", "--silent");
        var (mapping, document) = (Read(Path.Combine(files, "mapping.json")), File.ReadAllBytes(Path.Combine(files, "document.json")));
        var (whole, parsed) = (new List<Pair>(), new List<Pair>());
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            var fromBytes = Rate(options.Time, () => JsonSerializer.SerializeToUtf8Bytes(mapping.Apply(document, NoLinks).Fields));
            var source = JsonElement.Parse(document);
            var fromParsed = Rate(options.Time, () => mapping.Apply(source, NoLinks).Fields);
            var node = JsonNode.Parse(await NodeAsync(
                "node", folder, "npm.js", "jmespath", "mapping.json", "document.json",
                FormattableString.Invariant($"{options.Time.TotalSeconds / 2}")))!;
            Compare(mapping.Apply(document, NoLinks).Fields, node["result"]);
            whole.Add(new Pair(fromBytes, (double)node["whole"]!));
            parsed.Add(new Pair(fromParsed, (double)node["mapped"]!));
        }

        return
        [
            new Row("mapping of 20 fields, of a document that is parsed", "/s", parsed, Target.RatioAtLeast(RatioMin)),
            new Row("mapping of 20 fields, bytes to bytes", "/s", whole, Target.RatioAtLeast(RatioMin)),
        ];
    }

    private static Mapping Read(string file)
    {
        var limits = new MappingOptions();
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!;
        return new Mapping(
            texts.Select(pair => new MappedField(pair.Key, Expression.Parse(pair.Value, Scope.Of(limits)), pair.Key)),
            new Dictionary<string, string>(StringComparer.Ordinal), limits);
    }

    private static double Rate(TimeSpan time, Func<object?> map)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            map();
        }

        var (began, count) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            for (var i = 0; i < Batch; i++)
            {
                map();
            }

            count += Batch;
        }

        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Both must have done the same.</summary>
    private static void Compare(JsonObject? ours, JsonNode? theirs)
    {
        if (!JsonNode.DeepEquals(ours, theirs))
        {
            throw new NotAvailableException($"the two do not give the same: {ours} and {theirs}");
        }
    }

    private static async Task<string> NodeAsync(string program, string folder, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8,
            },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new NotAvailableException($"{program} can't be started: {error.Message}");
        }

        using var limit = new CancellationTokenSource(NodeTimeMax);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0 ? output : throw new NotAvailableException($"{program} ended with {process.ExitCode}");
    }
}
