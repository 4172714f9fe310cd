using System.Text;
using Lockstep.Runtime.Modules;

namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep import</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record ImportSettings(string File, string? Map, string? Source, string Url, string? Email, string? Run, Func<string, string?> Variable)
{
    /// <summary>What is imported.</summary>
    public required ImportManifest Kind { get; init; }

    /// <summary>Parameters that only this resource has, with the values that were given.</summary>
    public IReadOnlyList<(string Name, string? Value)> Own { get; init; } = [];

    public bool IsNdjson => Path.GetExtension(File).ToLowerInvariant() is ".ndjson" or ".jsonl";

    /// <summary>The verdict of each row, beside the file.</summary>
    public string VerdictFile => $"{File}.verdicts.csv";

    /// <summary>The path of the import with its query.</summary>
    public string ImportPath(string run)
    {
        var query = new StringBuilder($"{Kind.Path}/import?run={Uri.EscapeDataString(run)}");
        Add("map", Map);
        Add("source", Source);
        foreach (var (name, value) in Own)
        {
            Add(name, value);
        }

        return query.ToString();

        void Add(string name, string? value) => query.Append(value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}");
    }
}
