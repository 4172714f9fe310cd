using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Tidy;

/// <summary>What files may contain.</summary>
internal static partial class Form
{
    public static IEnumerable<string> BlockNamespaces(SourceFile file) =>
        file.Root.DescendantNodes().OfType<NamespaceDeclarationSyntax>().Select(found => $"{file.At(found)} has a namespace with braces");

    public static IEnumerable<string> Directives(SourceFile file) => file.Root.DescendantNodes(descendIntoTrivia: true)
        .Where(node => node is PragmaWarningDirectiveTriviaSyntax or RegionDirectiveTriviaSyntax or NullableDirectiveTriviaSyntax)
        .Select(found => $"{file.At(found)} has {found.ToString().Trim()}");

    public static IEnumerable<string> Suppressions(SourceFile file) => file.Root.DescendantNodes().OfType<AttributeSyntax>()
        .Where(attribute => attribute.Name.ToString().Contains("SuppressMessage", StringComparison.Ordinal))
        .Select(found => $"{file.At(found)} silences a rule");

    public static IEnumerable<string> LooseEnds(SourceFile file) => file.Root.DescendantTrivia()
        .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
        .Select(trivia => trivia.ToFullString())
        .Where(comment => LooseEnd().IsMatch(comment))
        .Select(comment => $"{file.Path} has a loose end without an issue number: {comment.Trim()}");

    /// <summary>A path of somebody's machine works nowhere else.</summary>
    public static IEnumerable<string> MachinePaths(IReadOnlyList<SourceFile> files) => files
        .SelectMany(file => file.Text.Split('\n').Select((line, index) => (file.Path, Line: index + 1, Text: line)))
        .Where(line => MachinePath().IsMatch(line.Text))
        .Select(line => $"{line.Path}:{line.Line} names a path of one machine: {line.Text.Trim()}");

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b(?!\s*\(?#\d)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LooseEnd();

    [GeneratedRegex(@"(?<![\w.~}])/(work|home(?!/app\b)|root|Users)/\w", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MachinePath();
}
