using System.Text.Json.Nodes;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>What is done to the parts of a record when it is written.</summary>
internal static class Command
{
    public static JsonArray Create(JsonObject values) => ["create", new JsonArray(values)];

    public static JsonArray Write(JsonObject row, JsonObject values) =>
        ["write", new JsonArray(row[TrytonKind.IdField]?.DeepClone()), values];

    public static JsonArray Delete(JsonObject row) => ["delete", new JsonArray(row[TrytonKind.IdField]?.DeepClone())];
}
