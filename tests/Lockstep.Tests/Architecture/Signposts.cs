using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

/// <summary>What a newcomer follows: a README in each part, links that lead somewhere, decisions of one shape.</summary>
internal static partial class Signposts
{
    private static readonly string[] DecisionParts = ["## Context", "## Options", "## Decision", "## Consequences"];

    /// <summary>Every project of src has one, and so have the two parts of the runtime that all else rests on.</summary>
    public static IEnumerable<string> MissingReadmes(IReadOnlyList<SourceFile> files) => files
        .Where(file => file.IsIn("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(file => file.Folder)
        .Concat(files.Where(file => file.Folder is "src/Runtime/Outbox" or "src/Runtime/Storage").Select(file => file.Folder))
        .Distinct(StringComparer.Ordinal)
        .Where(folder => !files.Any(file => string.Equals(file.Path, $"{folder}/README.md", StringComparison.Ordinal)))
        .Select(folder => $"{folder} has no README.md");

    public static IEnumerable<string> DeadLinks(IReadOnlyList<SourceFile> files)
    {
        var known = files.SelectMany(file => (string[])[file.Path, file.Folder]).ToHashSet(StringComparer.Ordinal);
        return
            from file in files
            where file.Path.EndsWith(".md", StringComparison.Ordinal)
            from link in Link().Matches(file.Text)
            let target = Resolve(file.Folder, link.Groups["target"].Value)
            where
                !known.Any(path =>
                    string.Equals(path, target, StringComparison.Ordinal) || path.StartsWith(target + "/", StringComparison.Ordinal)
                )
            select $"{file.Path} links to {link.Groups["target"].Value}, which is not there";
    }

    public static IEnumerable<string> ShapelessDecisions(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsIn("docs/adr")
        from part in DecisionParts
        where !file.Text.Contains($"\n{part}\n", StringComparison.Ordinal)
        select $"{file.Path} has no {part}";

    private static string Resolve(string folder, string target)
    {
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();
}
