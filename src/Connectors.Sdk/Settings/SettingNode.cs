using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>
/// A part of a file of settings, read member by member. What does not fit is a fault with its line, in the words of the file, and reading
/// goes on: a person who mends a file wants to hear of all of it.
/// </summary>
public sealed class SettingNode
{
    private readonly YamlNode? _whole;
    private readonly YamlMappingNode? _node;
    private readonly string _path;
    private readonly SettingSource _file;
    private readonly List<string> _asked = [];

    internal SettingNode(YamlNode? node, string path, SettingSource file)
    {
        (_whole, _node, _path, _file) = (node, node as YamlMappingNode, path, file);
        if (node is not null and not YamlMappingNode)
        {
            FaultAt(node, path.Length == 0 ? $"the file must be fields with values, like {file.Words.Example}"
                : $"{path} must be fields with values");
        }
    }

    /// <summary>Whether a fault was told so far, here or anywhere in the file.</summary>
    public bool HasFaults => _file.HasFaults;

    /// <summary>Where it stands, for a person.</summary>
    internal string Place => string.Create(CultureInfo.InvariantCulture, $"line {_node?.Start.Line ?? 1}: {_path}");

    /// <summary>The names of its members, and whether each is a part of its own rather than a text.</summary>
    internal IReadOnlyDictionary<string, bool> Members => (_node?.Children.AsEnumerable() ?? [])
        .Where(static pair => pair.Key is YamlScalarNode)
        .ToDictionary(
            static pair => ((YamlScalarNode)pair.Key).Value ?? "", static pair => pair.Value is YamlMappingNode, StringComparer.Ordinal);

    /// <summary>Whether a member is there with a value.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether it is a part of its own rather than a text or a list.</summary>
    public bool IsPart(string name) => Find(name) is YamlMappingNode;

    /// <summary>Whether a member is there and is a text, where a part may stand instead.</summary>
    public bool IsText(string name) => Find(name) is YamlScalarNode;

    /// <summary>A text; null when it is left out.</summary>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value is YamlScalarNode { Value: { } text } ? text
        : Wrong<string>(value, $"{Name(name)} must be a text");

    /// <summary>A text that must be there.</summary>
    public string? Required(string name) => Text(name) is { Length: > 0 } text ? text : Lacking<string>(name);

    /// <summary>One of some words, in lower case; null when it is left out.</summary>
    public string? Word(string name, params IReadOnlyList<string> words) => Text(name) is not { } text ? null
        : words.Contains(text, StringComparer.Ordinal) ? text
        : Wrong<string>(Find(name)!, $"{Name(name)} must be one of {string.Join(", ", words)}; it is {text}");

    /// <summary>True or false; null when it is left out.</summary>
    public bool? Flag(string name) => Text(name) is not { } text ? null : text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "on" => true,
        "false" or "no" or "n" or "off" => false,
        _ => Wrong<bool?>(Find(name)!, $"{Name(name)} must be true or false; it is {text}"),
    };

    /// <summary>A number; null when it is left out.</summary>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)
            && double.IsFinite(number) ? number
        : Wrong<double?>(Find(name)!, $"{Name(name)} must be a number; it is {text}");

    /// <summary>A whole number from a least to a most; null when it is left out.</summary>
    public int? Whole(string name, int min = int.MinValue, int max = int.MaxValue) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
        : Wrong<int?>(Find(name)!, min == int.MinValue ? $"{Name(name)} must be a whole number; it is {text}"
            : string.Create(CultureInfo.InvariantCulture, $"{Name(name)} must be a whole number from {min} to {max}; it is {text}"));

    /// <summary>A time like <c>30s</c>, from a least to a most; null when it is left out.</summary>
    public TimeSpan? Time(string name, TimeSpan min, TimeSpan max) => Text(name) is not { } text ? null
        : Duration.Parse(text) is { } time && time >= min && time <= max ? time
        : Wrong<TimeSpan?>(Find(name)!,
            $"{Name(name)} must be a duration like 200ms, 1s, 5m or 1h, from {Duration.Write(min)} to {Duration.Write(max)}; it is {text}");

    /// <summary>A whole URL, http or https; null when it is left out.</summary>
    public Uri? Url(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url
        : Wrong<Uri>(Find(name)!, $"{Name(name)} must be a whole URL with https:// and a host, without user and password");

    /// <summary>A secret; null when it is left out. It must be a reference, for nothing secret belongs into a file.</summary>
    public Secret? Secret(string name) => Text(name) is not { } text ? null
        : _file.Secret(text) ?? Wrong<Secret>(Find(name)!,
            $"{Name(name)} must say where the secret is: ${{env:NAME}}, ${{file:PATH}} or ${{secret:NAME}}; "
                + "a secret does not stand in a file");

    /// <summary>A list of texts; null when it is left out.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value is YamlSequenceNode list
            && list.Children.All(static one => one is YamlScalarNode { Value: not null } && !IsNothing(one))
            ? list.Children.Select(static one => ((YamlScalarNode)one).Value!).ToList()
            : Wrong<IReadOnlyList<string>>(value, $"{Name(name)} must be a list of texts, like [one, two]");
    }

    /// <summary>Names with texts; empty when they are left out.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, node) in Children(name))
        {
            if (node is YamlScalarNode { Value: { } text } && !IsNothing(node))
            {
                pairs[key] = text;
            }
            else
            {
                FaultAt(node, $"{Name(name)}.{key} must be a text");
            }
        }

        return pairs;
    }

    /// <summary>A part of its own; null when it is left out.</summary>
    public T? Part<T>(string name, Func<SettingNode, T?> read)
        where T : class => Find(name) is { } value ? Read(value, Name(name), read) : null;

    /// <summary>Parts of their own in a list; empty when they are left out.</summary>
    internal IReadOnlyList<T> List<T>(string name, Func<SettingNode, T?> read)
        where T : class => Find(name) switch
        {
            null => [],
            YamlSequenceNode list => [.. list.Children.Select((child, index) => Read(
                child, string.Create(CultureInfo.InvariantCulture, $"{Name(name)}[{index + 1}]"), read)).OfType<T>()],
            var value => Wrong<IReadOnlyList<T>>(value, $"{Name(name)} must be a list") ?? [],
        };

    /// <summary>Parts by their names; empty when they are left out. Those with faults are not among them.</summary>
    public IReadOnlyDictionary<string, T> Parts<T>(string name, Func<string, SettingNode, T?> read)
        where T : class
    {
        var parts = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, node) in Children(name))
        {
            if (Read(node, $"{Name(name)}.{key}", part => read(key, part)) is { } content)
            {
                parts[key] = content;
            }
        }

        return parts;
    }

    /// <summary>Leaves a member unread, which is no fault.</summary>
    public void Skip(string name) => Find(name);

    /// <summary>Names what nobody asked for. To be called when all of a part was read; parts in it have had theirs.</summary>
    public void End()
    {
        foreach (var key in _node?.Children.Keys ?? [])
        {
            if (key is not YamlScalarNode { Value: { } name } || !_asked.Contains(name, StringComparer.Ordinal))
            {
                FaultAt(key, $"{Name(key.ToString())} {_file.Words.Unknown(key.ToString(), _asked, Name)}");
            }
        }
    }

    /// <summary>Tells a fault of a member, with its line.</summary>
    /// <param name="name">The member.</param>
    /// <param name="text">What is wrong with it, like <c>must be shorter</c>.</param>
    public void Fault(string name, string text)
    {
        if ((Find(name) ?? _whole) is { } node)
        {
            FaultAt(node, $"{Name(name)} {text}");
        }
        else
        {
            _file.Fault($"{Name(name)} {text}");
        }
    }

    private T? Read<T>(YamlNode value, string path, Func<SettingNode, T?> read)
        where T : class
    {
        var part = new SettingNode(value, path, _file);
        var content = read(part);
        part.End();
        return content;
    }

    private IEnumerable<(string Key, YamlNode Node)> Children(string name)
    {
        if (Find(name) is not { } value)
        {
            yield break;
        }

        if (value is not YamlMappingNode fields)
        {
            FaultAt(value, $"{Name(name)} must be fields with values");
            yield break;
        }

        foreach (var (key, node) in fields.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } field })
            {
                yield return (field, node);
            }
            else
            {
                FaultAt(key, $"{Name(name)}.{key} must be a name");
            }
        }
    }

    /// <summary>What is written under a name; null when it is left out.</summary>
    internal YamlNode? Find(string name)
    {
        // Whatever a reader asks for is a name that counts here, be it given or not; all others are told by End.
        if (!_asked.Contains(name, StringComparer.Ordinal))
        {
            _asked.Add(name);
        }

        return _node?.Children.FirstOrDefault(
            pair => pair.Key is YamlScalarNode { Value: { } key } && string.Equals(key, name, StringComparison.Ordinal))
            .Value is { } value && !IsNothing(value) ? value : null;
    }

    /// <summary>An empty value, as YAML writes nothing.</summary>
    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" };

    /// <summary>What a member is called in the whole file, for example <c>retry.first</c>.</summary>
    internal string Name(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private void FaultAt(YamlNode node, string text) =>
        _file.Fault(string.Create(CultureInfo.InvariantCulture, $"line {node.Start.Line}: {text}"));

    private T? Wrong<T>(YamlNode node, string text)
    {
        FaultAt(node, text);
        return default;
    }

    private T? Lacking<T>(string name)
    {
        Fault(name, "must be given");
        return default;
    }
}
