using System.Text;

namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep import</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record ImportSettings(string File, string? Map, string? Source, string Url, string? Email, string? Run, Func<string, string?> Variable)
{
    public bool IsNdjson => Path.GetExtension(File).ToLowerInvariant() is ".ndjson" or ".jsonl";

    /// <summary>The verdict of each row, beside the file.</summary>
    public string VerdictFile => $"{File}.verdicts.csv";

    /// <summary>The path of the import with its query.</summary>
    public string ImportPath(string run)
    {
        var query = new StringBuilder($"/api/customers/import?run={Uri.EscapeDataString(run)}");
        Add("map", Map);
        Add("source", Source);
        return query.ToString();

        void Add(string name, string? value) => query.Append(value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}");
    }
}
