using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Streams;
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

        What a module publishes once a change is committed. Written from the code by a test; do not edit.

        Events reach their consumers inside Lockstep and the clients of the stream, those of one record in the order of its versions.
        They are CloudEvents 1.0: an id (UUID version 7, the same in every repeat), the module as source, the type below, a subject like
        `customers/42`, the time, the trace context, and the data. An event whose shape changes gets a new version beside the old one.


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

        AddStream(text);
        Describe(text, "Data", "The same for every event.", types["RecordEvent"]);
        var records = events.Select(RecordOf).ToList();
        var parts = records.SelectMany(record => Fields(types[record])).Select(field => field.Type.TrimEnd('?')).Where(types.ContainsKey);
        foreach (var name in records.Concat(parts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Describe(text, name, Summary(types[name]), types[name]);
        }

        return text.ToString();
    }

    /// <summary>The parameters come from the endpoint.</summary>
    private static void AddStream(StringBuilder text)
    {
        text.Append("\n## The stream\n\n`GET /api/events/stream` sends them to clients as they happen ")
            .Append("([following-events.md](following-events.md)). ")
            .Append("`/asyncapi/v1.json` describes it for programs.\n\n| Parameter | Meaning |\n|---|---|\n");
        foreach (var parameter in StreamRequest.Parameters.Cast<QueryParameter>())
        {
            text.Append($"| `{parameter.Name}` | {parameter.Description} |\n");
        }
    }

    private static void Describe(StringBuilder text, string title, string summary, TypeDeclarationSyntax type)
    {
        text.Append($"\n## {title}\n\n{summary}\n\n| Field | Type | Meaning |\n|---|---|---|\n");
        foreach (var (name, kind, meaning) in Fields(type))
        {
            text.Append($"| `{JsonNamingPolicy.CamelCase.ConvertName(name)}` | {TypeWord(kind)} | {meaning} |\n");
        }
    }

    private static IEnumerable<(string Name, string Type, string Meaning)> Fields(TypeDeclarationSyntax type) =>
        (type.ParameterList?.Parameters ?? [])
            .Select(parameter =>
                (parameter.Identifier.Text, parameter.Type!.ToString(), Comment(type, $"param name=\"{parameter.Identifier.Text}\""))
            )
            .Concat(
                type.Members.OfType<PropertyDeclarationSyntax>()
                    .Select(property => (property.Identifier.Text, property.Type.ToString(), Summary(property))));

    private static string? WireName(TypeDeclarationSyntax type) => type.AttributeLists.SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString() is "EventName")?.ArgumentList?.Arguments[0].Expression.ToString().Trim('"');

    private static string RecordOf(TypeDeclarationSyntax type) =>
        type.BaseList!.Types.Select(given => given.Type).OfType<GenericNameSyntax>().Single().TypeArgumentList.Arguments[0].ToString();

    private static string TypeWord(string type) => type switch
    {
        "long" => "whole number",
        "long?" => "whole number or null",
        "bool" => "true or false",
        "decimal" => "number",
        "string" => "text",
        "string?" => "text or null",
        "DateTimeOffset" => "instant",
        "TRecord?" => "the record or null",
        "IReadOnlyList<string>" => "list of text",
        var other when other.EndsWith('?') => $"{other[..^1].ToLowerInvariant()} or null",
        var other => other.ToLowerInvariant(),
    };

    private static string Summary(SyntaxNode node) => Comment(node, "summary");

    /// <summary>The words of one element of a comment.</summary>
    private static string Comment(SyntaxNode node, string element)
    {
        var comment = Slashes().Replace(node.GetLeadingTrivia().ToFullString(), " ");
        var start = comment.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var words = comment[start..comment.IndexOf($"</{element.Split(' ')[0]}>", start, StringComparison.Ordinal)];
        words = See().Replace(words, match => $"`{JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)}`");
        return Spaces()
            .Replace(words.Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal), " ")
            .Trim();
    }

    [GeneratedRegex("^\\s*///", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Slashes();

    [GeneratedRegex("<see cref=\"(?<name>[^\"]*)\" */>", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex See();

    [GeneratedRegex("\\s+", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Spaces();
}
