using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Records;

/// <summary>What a system does with the fields that it is given. Kept are the names of the shape; the wire has those of today.</summary>
internal static class FieldRules
{
    /// <summary>From the wire: names as the shape has them, values as the system rewrites them.</summary>
    public static Refusal? TakeIn(WorldSettings settings, WorldShape world, KindShape kind, JsonObject fields)
    {
        foreach (var rename in settings.Renames.Where(one => Is(one.Kind, kind)).Reverse())
        {
            // The old name is one that nobody knows any more.
            var isOld = fields.Remove(rename.From);
            Move(fields, rename.To, rename.From);
            if (isOld && settings.RefusesUnknownFields)
            {
                return Unknown(rename.From);
            }
        }

        string[] own = [world.Own.Id, world.Own.Version, world.Own.CreatedAt, world.Own.ChangedAt];
        var known = kind.Fields.Select(static field => field.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in fields.Select(static pair => pair.Key).Where(name => !known.Contains(name)).ToList())
        {
            fields.Remove(name);
            if (settings.RefusesUnknownFields && !own.Contains(name, StringComparer.Ordinal))
            {
                return Unknown(name);
            }
        }

        foreach (var rewrite in settings.Rewrites.Where(one => Is(one.Kind, kind)))
        {
            rewrite.Apply(fields);
        }

        return null;
    }

    /// <summary>To the wire: names as they are today.</summary>
    public static void GiveOut(WorldSettings settings, KindShape kind, JsonObject fields)
    {
        foreach (var rename in settings.Renames.Where(one => Is(one.Kind, kind)))
        {
            Move(fields, rename.From, rename.To);
        }
    }

    /// <summary>The field of the shape that a name of the wire means; null when there is none.</summary>
    public static string? Meant(WorldSettings settings, KindShape kind, string name)
    {
        foreach (var rename in settings.Renames.Where(one => Is(one.Kind, kind)).Reverse())
        {
            name = string.Equals(name, rename.To, StringComparison.Ordinal) ? rename.From
                : string.Equals(name, rename.From, StringComparison.Ordinal) ? "" : name;
        }

        return kind.Fields.FirstOrDefault(field => string.Equals(field.Name, name.Split('.')[0], StringComparison.Ordinal)) is null
            || name.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.')) ? null : name;
    }

    /// <summary>What a record lacks; null when nothing.</summary>
    public static Refusal? Lacking(WorldSettings settings, KindShape kind, JsonObject fields)
    {
        var lacking = kind.Fields.FirstOrDefault(field => IsEmpty(fields[field.Name])
            && (field.IsRequired || settings.Required.Contains($"{kind.Name}.{field.Name}", StringComparer.Ordinal)));
        return lacking is null ? null : new Refusal(422, "required", $"{lacking.Name} must be given.", lacking.Name);
    }

    private static Refusal Unknown(string name) => new(400, "unknown_field", $"There is no field {name}.", name);

    private static void Move(JsonObject fields, string from, string to)
    {
        if (fields.ContainsKey(from))
        {
            var value = fields[from];
            fields.Remove(from);
            fields[to] = value;
        }
    }

    private static bool IsEmpty(JsonNode? node) =>
        node is null || node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0;

    private static bool Is(string name, KindShape kind) => string.Equals(name, kind.Name, StringComparison.Ordinal);
}
