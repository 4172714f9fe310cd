using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Support;

/// <summary>A block of a page that shows something to type or to write.</summary>
/// <param name="Page">The page, from the root of the repository.</param>
/// <param name="Language">What stands behind its fence.</param>
/// <param name="Text">What it shows.</param>
internal sealed record Snippet(string Page, string Language, string Text);

/// <summary>What the documentation shows.</summary>
internal static partial class Snippets
{
    /// <summary>The pages, from the root of the repository.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Select(static file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<Snippet> All => Pages.SelectMany(static page => Of(page, TextOf(page)));

    /// <summary>The blocks of a page; those that only stand further in are called <c>indented</c>.</summary>
    public static IEnumerable<Snippet> Of(string page, string text) =>
        Fenced().Matches(text).Select(block => new Snippet(page, block.Groups["language"].Value, block.Groups["text"].Value))
            .Concat(Indented().Matches(Fenced().Replace(text, ""))
                .Select(block => new Snippet(page, "indented", block.Groups["text"].Value)));

    /// <summary>What the blocks of one language show on a page.</summary>
    public static IReadOnlyList<string> TextsOf(string page, string language) =>
    [
        .. Of(page, TextOf(page)).Where(one => string.Equals(one.Language, language, StringComparison.Ordinal))
            .Select(static one => one.Text),
    ];

    private static string TextOf(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    [GeneratedRegex(
        @"^```(?<language>\w*)\n(?<text>.*?)\n?^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\n\n(?<text>    \S.*)\n", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Indented();
}
