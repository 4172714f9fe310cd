using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

/// <summary>Schema scripts are numbered 1, 2, 3 … in each folder and for each store, and a script that was shipped never changes.</summary>
internal static partial class Schemas
{
    /// <summary>Where the checksums of all scripts are kept.</summary>
    public const string ApprovedFile = "tests/Lockstep.Tests/Architecture/schema-scripts.txt";

    public static IEnumerable<string> Gaps(IReadOnlyList<SourceFile> files)
    {
        foreach (var folder in Scripts(files).GroupBy(file => (file.Folder, Store: Name().Match(file.Name).Groups["store"].Value)))
        {
            var numbers = folder.Select(file => Name().Match(file.Name).Groups["number"].Value).Order(StringComparer.Ordinal).ToList();
            var wanted = Enumerable.Range(1, numbers.Count).Select(number => number.ToString("0000", CultureInfo.InvariantCulture));
            if (!numbers.SequenceEqual(wanted, StringComparer.Ordinal))
            {
                yield return $"{folder.Key.Folder} has the scripts {string.Join(", ", numbers)} for {folder.Key.Store}";
            }
        }

        foreach (var file in Scripts(files).Where(file => !Name().IsMatch(file.Name)))
        {
            yield return $"{file.Path} is not called NNNN_name.STORE.sql";
        }
    }

    /// <summary>Compares the scripts with the approved list, which is one of the files.</summary>
    public static IEnumerable<string> Changed(IReadOnlyList<SourceFile> files)
    {
        var approved = files
            .Where(file => file.Path is ApprovedFile)
            .SelectMany(file => file.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var now = Render(files).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return approved.Except(now, StringComparer.Ordinal).Select(line => $"approved, but changed or gone: {line}")
            .Concat(now.Except(approved, StringComparer.Ordinal).Select(line => $"not approved: {line}"));
    }

    /// <summary>The list as it should be.</summary>
    public static string Render(IReadOnlyList<SourceFile> files) => string.Concat(Scripts(files)
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text)))}  {file.Path}\n"));

    private static IEnumerable<SourceFile> Scripts(IReadOnlyList<SourceFile> files) =>
        files.Where(file => file.IsIn("src") && file.Path.EndsWith(".sql", StringComparison.Ordinal));

    [GeneratedRegex("^(?<number>[0-9]{4})_[a-z_]+\\.(?<store>[a-z]+)\\.sql$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Name();
}
