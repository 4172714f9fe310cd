using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Reads a merge patch to its last member at once. The framework's own reader throws an ArgumentException for a member that is there
/// twice, and looks at half surrogates only when somebody asks for the text.
/// </summary>
internal sealed class PatchConverter : JsonConverter<JsonObject>
{
    public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException();
        }

        Check(element);
        return JsonObject.Create(element, GivenMembers.AnyCase)!;
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(element);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.String:
                _ = Text(element, static text => text.GetString()!);
                break;
        }
    }

    private static void CheckMembers(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            var name = Text(member, static known => known.Name);
            if (!names.Add(name))
            {
                throw new JsonException($"Duplicate property '{name}'.");
            }

            Check(member.Value);
        }
    }

    private static string Text<T>(T source, Func<T, string> read)
    {
        try
        {
            return read(source);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("Holds half a surrogate pair.", error);
        }
    }
}
