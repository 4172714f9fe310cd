using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Sync.Flows;

/// <summary>The text of a flow that was read and checked.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Text">The text.</param>
/// <param name="Flow">What it says; null when the text switches the flow off.</param>
/// <param name="Tests">The tests in it.</param>
/// <param name="Tables">The CSV files that it names, by name.</param>
internal sealed record FlowText(
    string Name, string Text, NamedFlow? Flow, IReadOnlyList<FlowTest> Tests, IReadOnlyDictionary<string, string> Tables)
{
    /// <summary>SHA-256 of the text and its tables, in lower-case hexadecimal.</summary>
    public string Sha256 { get; } = Digest(Text, Tables);

    private static string Digest(string text, IReadOnlyDictionary<string, string> tables)
    {
        var parts = tables.OrderBy(static one => one.Key, StringComparer.Ordinal).SelectMany(static one => new[] { one.Key, one.Value });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts.Prepend(text))
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(part)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
