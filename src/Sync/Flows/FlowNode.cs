using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Contracts;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>
/// A part of a flow's file, read member by member: settings like any other, in the words of flows, and with the places of what is looked at
/// later. What does not fit is a fault with its line, and reading goes on.
/// </summary>
internal sealed class FlowNode
{
    private static readonly SettingWords Words = new(
        "name: my-flow", static (name, known, whole) => $"is not a field of a flow; {Nearest.Hint(whole(name), [.. known.Select(whole)])}");

    private readonly SettingNode _node;
    private readonly Action<string> _fault;
    private readonly FlowShape? _shape;

    /// <param name="node">The part; null when it is left out.</param>
    /// <param name="path">What it is called, for example <c>retry</c>; empty for the whole file.</param>
    /// <param name="fault">Hears of each fault.</param>
    /// <param name="shape">Hears what is asked for; null when nobody wants to know.</param>
    public FlowNode(YamlNode? node, string path, Action<string> fault, FlowShape? shape = null)
        : this(new SettingNode(node, path, new SettingSource(fault, static _ => null, Words)), fault)
    {
        _shape = shape;
    }

    private FlowNode(SettingNode node, Action<string> fault) => (_node, _fault) = (node, fault);

    /// <summary>Where it stands, for a person.</summary>
    public string Place => _node.Place;

    /// <summary>The names of its members, and whether each is a part of its own rather than a text.</summary>
    public IReadOnlyDictionary<string, bool> Members
    {
        get
        {
            _shape?.NoteAny();
            return _node.Members;
        }
    }

    /// <summary>Says what is wrong with all of it.</summary>
    public void Wrong(string text) => _fault($"{Place} {text}");

    /// <summary>Which of some members are there that are none of its fields, for whoever says why.</summary>
    public IReadOnlyList<string> Given(params IReadOnlyList<string> names) => [.. names.Where(_node.Has)];

    public string? Text(string name) => Noted(name, FieldShape.Text).Text(name);

    public bool? Flag(string name) => Noted(name, FieldShape.Flag).Flag(name);

    public double? Number(string name) => Noted(name, FieldShape.Number).Number(name);

    public int? Whole(string name) => Noted(name, FieldShape.Whole).Whole(name);

    /// <summary>A list of texts; null when it is left out.</summary>
    public List<string>? Texts(string name) => Noted(name, FieldShape.Texts).Texts(name) is { } texts ? [.. texts] : null;

    /// <summary>Names with texts; empty when they are left out.</summary>
    public Dictionary<string, string> Pairs(string name) => new(Noted(name, FieldShape.Pairs).Pairs(name), StringComparer.Ordinal);

    /// <summary>A text with its place; null when it is left out.</summary>
    public PlacedText? Placed(string name) =>
        Text(name) is { } text ? new(_node.Name(name), name, text, _node.Find(name)!.Start.Line) : null;

    /// <summary>Names with texts and their places; empty when they are left out.</summary>
    public IReadOnlyList<PlacedText> PlacedPairs(string name) =>
    [
        .. Pairs(name).Keys.Select(key => new FlowNode(_node.Find(name), _node.Name(name), static _ => { }).Placed(key))
            .OfType<PlacedText>(),
    ];

    /// <summary>What is written in YAML as JSON; null when it is left out, or nothing.</summary>
    public JsonNode? Json(string name)
    {
        try
        {
            return Noted(name, FieldShape.Json).Find(name) is { } value ? YamlJson.Of(value) : null;
        }
        catch (FormatException error)
        {
            _node.Fault(name, $"must be what JSON can say: {error.Message}");
            return null;
        }
    }

    /// <summary>Parts of their own in a list; empty when they are left out.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<FlowNode, T?> read)
        where T : class
    {
        Describe(name, FieldShape.List, read);
        return _node.List(name, part => read(new FlowNode(part, _fault)));
    }

    /// <summary>A part of its own; null when it is left out.</summary>
    public T? Part<T>(string name, Func<FlowNode, T> read)
        where T : class
    {
        Describe(name, FieldShape.Part, read);
        return _node.Part(name, part => read(new FlowNode(part, _fault)));
    }

    /// <summary>A part of its own, or a list of texts in its place; null when it is left out.</summary>
    public T? PartOrTexts<T>(string name, Func<FlowNode, T> read, Func<List<string>, T> make)
        where T : class
    {
        Describe(name, FieldShape.PartOrTexts, read);
        return _node.IsPart(name) ? _node.Part(name, part => read(new FlowNode(part, _fault)))
            : _node.Texts(name) is { } texts ? make([.. texts]) : null;
    }

    /// <summary>Names what nobody asked for.</summary>
    public void End() => _node.End();

    private SettingNode Noted(string name, FieldShape shape)
    {
        _shape?.Note(name, shape);
        return _node;
    }

    /// <summary>Has a part asked for all that it may hold, although it is not there.</summary>
    private void Describe<T>(string name, FieldShape shape, Func<FlowNode, T?> read)
    {
        if (_shape?.NoteInner(name, shape) is { } inner)
        {
            read(new FlowNode(null, _node.Name(name), _fault, inner));
        }
    }
}
