using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>docs/operations.md explains what an operator meets: log events, settings and environment variables.</summary>
internal static partial class Handbook
{
    public const string Book = "docs/operations.md";
    private static readonly string[] Limits = ["Range", "StringLength", "Required", "Url", "AllowedValues", "Length"];

    /// <summary>An id means one thing in the whole program, and the handbook says what; it explains no id that is gone.</summary>
    public static IEnumerable<string> LogEvents(IReadOnlyList<SourceFile> files)
    {
        var events = Attributes(files, "LoggerMessage")
            .Select(found => (found.File, Id: found.Attribute.ArgumentList!.Arguments[0].ToString()))
            .ToList();
        var explained = Rows().Matches(Text(files)).Select(row => row.Groups["id"].Value).ToList();
        return events.GroupBy(entry => entry.Id, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"log event {group.Key} is used by {string.Join(" and ", group.Select(entry => entry.File.Path))}")
            .Concat(
                events.Select(entry => entry.Id).Except(explained, StringComparer.Ordinal).Select(id => $"log event {id} is not in {Book}"))
            .Concat(
                explained
                    .Except(events.Select(entry => entry.Id), StringComparer.Ordinal)
                    .Select(id => $"{Book} explains log event {id}, which does not exist"));
    }

    /// <summary>Every setting has a default and a range, both written where it is declared, and a row in the handbook.</summary>
    public static IEnumerable<string> Settings(IReadOnlyList<SourceFile> files)
    {
        var handbook = Text(files);
        foreach (var (file, section, property) in Options(files))
        {
            var name = $"{section}__{property.Identifier.Text}";
            if (!property.GetLeadingTrivia().ToFullString().Contains("Default ", StringComparison.Ordinal))
            {
                yield return $"{file.At(property)}: the comment of {name} does not tell its default";
            }

            if (
                !property
                    .AttributeLists.SelectMany(list => list.Attributes)
                    .Any(attribute => Limits.Contains(attribute.Name.ToString(), StringComparer.Ordinal)))
            {
                yield return $"{file.At(property)}: {name} has no range";
            }

            if (!handbook.Contains($"`{name}`", StringComparison.Ordinal))
            {
                yield return $"{Book} does not tell of {name}";
            }
            else if (property.Initializer?.Value is LiteralExpressionSyntax { Token.Value: int or long } number
                && !handbook.Contains($"| `{name}` | {number.Token.Value} |", StringComparison.Ordinal))
            {
                yield return $"{Book} tells another default of {name} than {number}";
            }
        }
    }

    /// <summary>Every environment variable that the code reads has its place in the handbook.</summary>
    public static IEnumerable<string> Variables(IReadOnlyList<SourceFile> files)
    {
        var handbook = Text(files);
        return files.Where(file => file.IsCode && file.IsIn("src"))
            .SelectMany(file => file.Root.DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && Variable().IsMatch(token.ValueText))
            .Select(token => token.ValueText)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !handbook.Contains($"`{name}`", StringComparison.Ordinal))
            .Select(name => $"{Book} does not tell of {name}");
    }

    private static string Text(IReadOnlyList<SourceFile> files) => files.FirstOrDefault(file => file.Path is Book)?.Text ?? "";

    private static IEnumerable<(SourceFile File, AttributeSyntax Attribute)> Attributes(IReadOnlyList<SourceFile> files, string name) =>
        from file in files
        where file.IsCode && file.IsIn("src")
        from attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>()
        where string.Equals(attribute.Name.ToString(), name, StringComparison.Ordinal)
        select (file, attribute);

    private static IEnumerable<(SourceFile File, string Section, PropertyDeclarationSyntax Property)> Options(
        IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsCode && file.IsIn("src")
        from type in file.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
        where type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal)
        let named = Section().Match(type.GetLeadingTrivia().ToFullString()).Groups["name"].Value
        let section = named.Replace(":", "__", StringComparison.Ordinal)
        from property in type.Members.OfType<PropertyDeclarationSyntax>()
        where property.AccessorList?.Accessors.Any(accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) == true
        select (file, section, property);

    [GeneratedRegex("^\\| (?<id>[0-9]{4}) \\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Rows();

    [GeneratedRegex("^LOCKSTEP_[A-Z_]*[A-Z]$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex("section <c>(?<name>[A-Za-z:]+)</c>", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Section();
}
