using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>
/// A part of a flow's file, read member by member. What does not fit is a fault with its line, in the words of the file, and reading goes
/// on:
/// a person who mends a file wants to hear of all of it.
/// </summary>
internal sealed class FlowNode
{
    private readonly YamlMappingNode? _node;
    private readonly string _path;
    private readonly Action<string> _fault;
    private readonly FlowShape? _shape;
    private readonly List<string> _asked = [];

    /// <param name="node">The part; null when it is left out.</param>
    /// <param name="path">What it is called, for example <c>retry</c>; empty for the whole file.</param>
    /// <param name="fault">Hears of each fault.</param>
    /// <param name="shape">Hears what is asked for; null when nobody wants to know.</param>
    public FlowNode(YamlNode? node, string path, Action<string> fault, FlowShape? shape = null)
    {
        (_node, _path, _fault, _shape) = (node as YamlMappingNode, path, fault, shape);
        if (node is not null and not YamlMappingNode)
        {
            Fault(node, path.Length == 0 ? "the file must be fields with values, like name: my-flow"
                : $"{path} must be fields with values");
        }
    }

    /// <summary>Where it stands, for a person.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {_node?.Start.Line ?? 1}: {_path}");

    /// <summary>The names of its members, and whether each is a part of its own rather than a text.</summary>
    public IReadOnlyDictionary<string, bool> Members
    {
        get
        {
            _shape?.NoteAny();
            return (_node?.Children.AsEnumerable() ?? []).Where(static pair => pair.Key is YamlScalarNode).ToDictionary(
                static pair => ((YamlScalarNode)pair.Key).Value ?? "", static pair => pair.Value is YamlMappingNode,
                    StringComparer.Ordinal);
        }
    }

    /// <summary>Says what is wrong with all of it.</summary>
    public void Wrong(string text) => _fault($"{Place} {text}");

    public string? Text(string name) => Find(name, FieldShape.Text) is not { } value ? null
        : value is YamlScalarNode { Value: { } text } ? text
        : Fault<string>(value, $"{Name(name)} must be a text");

    public bool? Flag(string name) => TextOf(name, FieldShape.Flag) is not { } text ? null : text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "on" => true,
        "false" or "no" or "n" or "off" => false,
        _ => Fault<bool?>(Find(name)!, $"{Name(name)} must be true or false; it is {text}"),
    };

    public double? Number(string name) => TextOf(name, FieldShape.Number) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)
            && double.IsFinite(number) ? number
        : Fault<double?>(Find(name)!, $"{Name(name)} must be a number; it is {text}");

    public int? Whole(string name) => TextOf(name, FieldShape.Whole) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : Fault<int?>(Find(name)!, $"{Name(name)} must be a whole number; it is {text}");

    /// <summary>A list of texts; null when it is left out.</summary>
    public List<string>? Texts(string name)
    {
        if (Find(name, FieldShape.Texts) is not { } value)
        {
            return null;
        }

        if (value is YamlSequenceNode list && list.Children.All(static one => one is YamlScalarNode { Value: not null } && !IsNothing(one)))
        {
            return [.. list.Children.Select(static one => ((YamlScalarNode)one).Value!)];
        }

        Fault(value, $"{Name(name)} must be a list of texts, like [one, two]");
        return null;
    }

    /// <summary>Names with texts; empty when they are left out.</summary>
    public Dictionary<string, string> Pairs(string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name, FieldShape.Pairs) is not { } value)
        {
            return pairs;
        }

        if (value is not YamlMappingNode fields)
        {
            Fault(value, $"{Name(name)} must be fields with values");
            return pairs;
        }

        foreach (var (key, one) in fields.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } field } && one is YamlScalarNode { Value: { } text } && !IsNothing(one))
            {
                pairs[field] = text;
            }
            else
            {
                Fault(key, $"{Name(name)}.{key} must be a text");
            }
        }

        return pairs;
    }

    /// <summary>A text with its place; null when it is left out.</summary>
    public PlacedText? Placed(string name) => Text(name) is { } text ? new(Name(name), name, text, Find(name)!.Start.Line) : null;

    /// <summary>Names with texts and their places; empty when they are left out.</summary>
    public IReadOnlyList<PlacedText> PlacedPairs(string name) =>
        [.. Pairs(name).Keys.Select(key => new FlowNode(Find(name), Name(name), static _ => { }).Placed(key)).OfType<PlacedText>()];

    /// <summary>What is written in YAML as JSON; null when it is left out, or nothing.</summary>
    public JsonNode? Json(string name)
    {
        try
        {
            return Find(name, FieldShape.Json) is { } value ? YamlJson.Of(value) : null;
        }
        catch (FormatException error)
        {
            return Fault<JsonNode>(Find(name)!, $"{Name(name)} must be what JSON can say: {error.Message}");
        }
    }

    /// <summary>Parts of their own in a list; empty when they are left out.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<FlowNode, T?> read)
        where T : class
    {
        if (_shape?.NoteInner(name, FieldShape.List) is { } inner)
        {
            read(new FlowNode(null, Name(name), _fault, inner));
        }

        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value is not YamlSequenceNode list)
        {
            Fault(value, $"{Name(name)} must be a list");
            return [];
        }

        return [.. list.Children.Select((child, index) =>
        {
            var part = new FlowNode(child, string.Create(CultureInfo.InvariantCulture, $"{Name(name)}[{index + 1}]"), _fault);
            var content = read(part);
            part.End();
            return content;
        }).OfType<T>()];
    }

    /// <summary>A part of its own; null when it is left out.</summary>
    public T? Part<T>(string name, Func<FlowNode, T> read)
        where T : class
    {
        if (_shape?.NoteInner(name, FieldShape.Part) is { } inner)
        {
            read(new FlowNode(null, Name(name), _fault, inner));
        }

        if (Find(name) is not { } value)
        {
            return null;
        }

        var part = new FlowNode(value, Name(name), _fault);
        var content = read(part);
        part.End();
        return content;
    }

    /// <summary>Names what nobody asked for.</summary>
    public void End()
    {
        foreach (var key in _node?.Children.Keys ?? [])
        {
            if (key is not YamlScalarNode { Value: { } name } || !_asked.Contains(name, StringComparer.Ordinal))
            {
                Fault(key, $"{Name(key.ToString())} is not a field of a flow; there are {string.Join(", ", _asked.Select(Name))}");
            }
        }
    }

    private string? TextOf(string name, FieldShape kind)
    {
        _shape?.Note(name, kind);
        return Text(name);
    }

    private YamlNode? Find(string name, FieldShape kind)
    {
        _shape?.Note(name, kind);
        return Find(name);
    }

    private YamlNode? Find(string name)
    {
        if (!_asked.Contains(name, StringComparer.Ordinal))
        {
            _asked.Add(name);
        }

        return _node?.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } key }
            && string.Equals(key, name, StringComparison.Ordinal))
            .Value is { } value && !IsNothing(value) ? value : null;
    }

    /// <summary>An empty value, as YAML writes nothing.</summary>
    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" };

    private string Name(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private void Fault(YamlNode node, string text) =>
        _fault(string.Create(CultureInfo.InvariantCulture, $"line {node.Start.Line}: {text}"));

    private T? Fault<T>(YamlNode node, string text)
    {
        Fault(node, text);
        return default;
    }
}
