using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>Reads paths of a part of a file; what is wrong with one is told with its line.</summary>
internal static class PathReader
{
    /// <summary>Where something lies in an answer; null when it is left out or wrong.</summary>
    public static JsonPath? Path(this SettingNode node, string name)
    {
        if (node.Text(name) is not { } text)
        {
            return null;
        }

        if (JsonPath.Parse(text) is { } path)
        {
            return path;
        }

        node.Fault(name, $"must be names with dots, [0] for a place in a list and || between two ways, such as data[0].id; it is {text}");
        return null;
    }

    /// <summary>A path to call; null when it is left out or wrong.</summary>
    public static PathTemplate? Template(this SettingNode node, string name, params IReadOnlyList<string> places) =>
        node.Text(name) is { } text ? PathTemplate.Parse(text, places, fault => node.Fault(name, fault)) : null;

    /// <summary>A path to call with the method before it, such as <c>PATCH customers/{id}</c>.</summary>
    public static WriteSettings? Call(this SettingNode node, string name, HttpMethod usual, params IReadOnlyList<string> places)
    {
        if (node.Text(name) is not { } text)
        {
            return null;
        }

        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        var method = parts.Length == 1 ? usual : parts[0] switch
        {
            "POST" => HttpMethod.Post,
            "PUT" => HttpMethod.Put,
            "PATCH" => HttpMethod.Patch,
            "DELETE" => HttpMethod.Delete,
            _ => null,
        };
        if (method is null)
        {
            node.Fault(name, $"must begin with POST, PUT, PATCH or DELETE, or be the path alone; it is {text}");
            return null;
        }

        return PathTemplate.Parse(parts[^1], places, fault => node.Fault(name, fault)) is { } path ? new WriteSettings(method, path) : null;
    }

    /// <summary>A path and the value that lies there, such as <c>op = deleted</c>.</summary>
    public static Condition? Condition(this SettingNode node, string name)
    {
        if (node.Text(name) is not { } text)
        {
            return null;
        }

        if (text.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, { Length: > 0 } right] && JsonPath.Parse(left) is { } path)
        {
            return new Condition(path, right);
        }

        node.Fault(name, $"must be a path and its value, such as status = deleted; it is {text}");
        return null;
    }

    /// <summary>The members of <c>answers</c>.</summary>
    public static AnswerPaths Answers(SettingNode node) => new()
    {
        Record = node.Path("record"),
        Items = node.Path("items"),
        Id = node.Path("id"),
        Version = node.Path("version"),
        Order = node.Path("order"),
        ChangedAt = node.Path("changedAt"),
        Next = node.Path("next"),
        Total = node.Path("total"),
        Deleted = node.Condition("deleted"),
    };
}
