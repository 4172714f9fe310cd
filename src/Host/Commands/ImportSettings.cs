using System.Text;
using Lockstep.Runtime.Modules;

namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep import</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record ImportSettings(
    string File, string? Map, string? Source, string Url, string? Email, string? Run, Func<string, string?> Variable)
{
    /// <summary>What is imported.</summary>
    public required ImportManifest Kind { get; init; }

    /// <summary>Parameters that only this resource has, with the values that were given.</summary>
    public IReadOnlyList<(string Name, string? Value)> Own { get; init; } = [];

    /// <summary>What was said of the file: <see cref="ImportManifest.FileParameters"/>, with the values that were given.</summary>
    public IReadOnlyList<(string Name, string? Value)> OfFile { get; init; } = [];

    /// <summary>Whether an interrupted import is left as it is.</summary>
    public bool StartsOver => OfFile.Any(static one => one is { Name: "start", Value: not null });

    public bool IsNdjson => MediaType is "application/x-ndjson";

    /// <summary>What the name of the file tells; the server looks at its first bytes too.</summary>
    public string MediaType
    {
        get
        {
            var name = File.ToLowerInvariant();
            return Path.GetExtension(name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name) switch
            {
                ".ndjson" or ".jsonl" => "application/x-ndjson",
                ".json" => "application/json",
                _ => "text/csv",
            };
        }
    }

    /// <summary>The verdict of each row, beside the file.</summary>
    public string VerdictFile => $"{File}.verdicts.csv";

    /// <summary>The path of the import with its query.</summary>
    public string ImportPath(string run)
    {
        var query = new StringBuilder($"{Kind.Path}/import?run={Uri.EscapeDataString(run)}");
        Add("map", Map);
        Add("source", Source);
        foreach (var (name, value) in Own.Concat(OfFile))
        {
            Add(name, value);
        }

        return query.ToString();

        void Add(string name, string? value) => query.Append(value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}");
    }
}
