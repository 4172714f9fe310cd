using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>What is wrong with the text of a flow, and where.</summary>
/// <param name="Field">The field, for example <c>from.on</c> or <c>map.total</c>; <c>text</c> when it is about no field.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Message">What is wrong, as people read it beside the file, with the line where that is known.</param>
internal sealed partial record FlowFault(string Field, long Line, long Column, string Message)
{
    /// <summary>The field of what is wrong with the text as a whole.</summary>
    public const string Whole = "text";

    /// <summary>The fault in one line for a list: the message, and where it stands.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bare} at {Line}:{Column}");

    /// <summary>The message without its line.</summary>
    public string Bare => LinePattern().Match(Message) is { Success: true } line ? Message[line.Length..] : Message;

    /// <summary>
    /// The fault that a message tells of. Each begins with the field that it is about; where the text has that, or as much of its path as
    /// there is, there it stands.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="root">The text; null when it is not YAML.</param>
    public static FlowFault Of(string message, YamlNode? root)
    {
        var said = LinePattern().Match(message);
        long? line = said.Success ? long.Parse(said.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) : null;
        var field = FieldPattern().Match(message, said.Length).Value;
        var (isField, node) = Find(root, field);
        var isThere = node is not null && (line is null || node.Start.Line == line);
        return new FlowFault(isField ? field : Whole, line ?? node?.Start.Line ?? 1, isThere ? node!.Start.Column : 1, message);
    }

    /// <summary>Whether the first word of a path is a field of the text, or may be one, and the last node of it that is there.</summary>
    private static (bool IsField, YamlNode? Node) Find(YamlNode? root, string field)
    {
        var found = root;
        foreach (var name in field.Split('.'))
        {
            var child = (found as YamlMappingNode)?.Children
                .FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } key }
                    && string.Equals(key, name, StringComparison.Ordinal));
            if (child is not { Value: { } value })
            {
                break;
            }

            found = value;
        }

        return (field.Length > 0 && root is not null && !NoFields.Contains(field), found);
    }

    /// <summary>Words with which messages begin that are about the text as a whole.</summary>
    private static readonly HashSet<string> NoFields = new(StringComparer.Ordinal) { "the", "this", "there" };

    [GeneratedRegex("^line (?<line>[0-9]+): ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LinePattern();

    [GeneratedRegex("\\G[A-Za-z][A-Za-z0-9_.\\[\\]-]*[A-Za-z0-9\\]]", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FieldPattern();
}
