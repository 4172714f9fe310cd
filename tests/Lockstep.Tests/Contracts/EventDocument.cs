using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Contracts;

/// <summary>Renders docs/events.md from the declarations in src/Contracts and their comments.</summary>
internal static partial class EventDocument
{
    private const string Head =
        """
        # Events

        Every change of a record is published once it is committed. Written from the code by a test; do not edit.

        An event is a CloudEvents 1.0 envelope: `id` (UUID version 7, the same in every repeat), `source` (the module), `type` (below),
        `subject` (for example `customers/42`), `time`, `traceparent`, and `data`. Events of one record arrive in the order of its versions, each at
        least once; `id` tells a repeat. An event whose shape changes gets a new version beside the old one.


        """;

    public static string Render(IReadOnlyList<SourceFile> files)
    {
        var types = files.Where(file => file.IsCode && file.IsIn("src/Contracts"))
            .SelectMany(file => file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>())
            .ToDictionary(type => type.Identifier.Text, StringComparer.Ordinal);
        var events = types.Values.Where(type => WireName(type) is not null).OrderBy(WireName, StringComparer.Ordinal).ToList();
        var text = new StringBuilder(Head);
        text.Append("| Type | Meaning | Record |\n|---|---|---|\n");
        foreach (var type in events)
        {
            text.Append($"| `{WireName(type)}` | {Summary(type)} | [{RecordOf(type)}](#{RecordOf(type).ToLowerInvariant()}) |\n");
        }

        Describe(text, "Data", "The same for every event.", types["RecordEvent"]);
        foreach (var record in events.Select(RecordOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Describe(text, record, Summary(types[record]), types[record]);
        }

        return text.ToString();
    }

    private static void Describe(StringBuilder text, string title, string summary, TypeDeclarationSyntax type)
    {
        text.Append($"\n## {title}\n\n{summary}\n\n| Field | Type | Meaning |\n|---|---|---|\n");
        foreach (var property in type.Members.OfType<PropertyDeclarationSyntax>())
        {
            text.Append($"| `{JsonNamingPolicy.CamelCase.ConvertName(property.Identifier.Text)}` | {TypeWord(property.Type)} | {Summary(property)} |\n");
        }
    }

    private static string? WireName(TypeDeclarationSyntax type) => type.AttributeLists.SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString() is "EventName")?.ArgumentList?.Arguments[0].Expression.ToString().Trim('"');

    private static string RecordOf(TypeDeclarationSyntax type) =>
        type.BaseList!.Types.Select(given => given.Type).OfType<GenericNameSyntax>().Single().TypeArgumentList.Arguments[0].ToString();

    private static string TypeWord(TypeSyntax type) => type.ToString() switch
    {
        "long" => "whole number",
        "decimal" => "number",
        "string" => "text",
        "string?" => "text or null",
        "DateTimeOffset" => "instant",
        "TRecord?" => "the record or null",
        "IReadOnlyList<string>" => "list of text",
        var other when other.EndsWith('?') => $"{other[..^1].ToLowerInvariant()} or null",
        var other => other.ToLowerInvariant(),
    };

    private static string Summary(SyntaxNode node)
    {
        var comment = Slashes().Replace(node.GetLeadingTrivia().ToFullString(), " ");
        var summary = Between().Match(comment).Groups["text"].Value;
        summary = See().Replace(summary, match => $"`{JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)}`");
        return Spaces().Replace(summary.Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal), " ").Trim();
    }

    [GeneratedRegex("^\\s*///", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Slashes();

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1_000)]
    private static partial Regex Between();

    [GeneratedRegex("<see cref=\"(?<name>[^\"]*)\" */>", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex See();

    [GeneratedRegex("\\s+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Spaces();
}
