using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep import</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record ImportSettings(string File, string? Map, string? Source, string Url, string? Email, string? Run, Func<string, string?> Variable)
{
    private const int RunLength = 40;

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

    /// <summary>The name of the run: the given one, else the hash of file and options, so that only the same import goes on.</summary>
    public async Task<string> NameRunAsync(Stream content, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(Run))
        {
            return Run;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Map}\n{Source}\n{IsNdjson}\n"));
        hash.AppendData(await SHA256.HashDataAsync(content, ct));
        content.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..RunLength];
    }
}
