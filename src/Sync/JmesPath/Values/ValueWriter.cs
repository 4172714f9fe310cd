using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>Makes JSON of values. What stood in the record is written as it stood there: no digit and no letter of it changes.</summary>
internal static class ValueWriter
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1_000, SkipValidation = true,
    };

    public static JsonNode? ToNode(in Value value, Evaluation run, int depth = 0)
    {
        run.Descend(depth);
        if (value.IsJson)
        {
            run.Make(JsonMarshal.GetRawUtf8Value(value.Json).Length);
            return value.Kind switch
            {
                ValueKind.Object => JsonObject.Create(value.Json),
                ValueKind.List => JsonArray.Create(value.Json),
                _ => JsonValue.Create(value.Json),
            };
        }

        return value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.True or ValueKind.False => JsonValue.Create(value.Kind is ValueKind.True),
            ValueKind.Number => JsonValue.Create(JsonElement.Parse(Digits(value.Number))),
            ValueKind.Text => JsonValue.Create(value.Text),
            ValueKind.List => ListOf(value, run, depth + 1),
            _ => ObjectOf(value, run, depth + 1),
        };
    }

    /// <summary>As a text: JSON without blanks, but a text as it is.</summary>
    public static string ToText(in Value value, Evaluation run)
    {
        if (value.Kind is ValueKind.Text)
        {
            return value.Text;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Plain);
        Write(writer, value, run, 0);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static JsonArray ListOf(in Value value, Evaluation run, int depth)
    {
        var list = new JsonArray();
        foreach (var item in value.Items())
        {
            list.Add(ToNode(item, run, depth));
        }

        return list;
    }

    private static JsonObject ObjectOf(in Value value, Evaluation run, int depth)
    {
        var members = new JsonObject();
        foreach (var (name, member) in value.Members())
        {
            run.Make(name.Length);
            members[name] = ToNode(member, run, depth);
        }

        return members;
    }

    private static void Write(Utf8JsonWriter writer, in Value value, Evaluation run, int depth)
    {
        run.Descend(depth);
        if (value.IsJson)
        {
            run.Make(JsonMarshal.GetRawUtf8Value(value.Json).Length);
            value.Json.WriteTo(writer);
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.True or ValueKind.False:
                writer.WriteBooleanValue(value.Kind is ValueKind.True);
                break;
            case ValueKind.Number:
                writer.WriteRawValue(Digits(value.Number));
                break;
            case ValueKind.Text:
                run.Make(value.Text.Length);
                writer.WriteStringValue(value.Text);
                break;
            case ValueKind.List:
                WriteItems(writer, value, run, depth + 1);
                break;
            default:
                WriteMembers(writer, value, run, depth + 1);
                break;
        }
    }

    private static void WriteItems(Utf8JsonWriter writer, in Value value, Evaluation run, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in value.Items())
        {
            Write(writer, item, run, depth);
        }

        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, in Value value, Evaluation run, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in value.Members())
        {
            run.Make(name.Length);
            writer.WritePropertyName(name);
            Write(writer, member, run, depth);
        }

        writer.WriteEndObject();
    }

    /// <summary>Without zeros at its end: a calculated number does not say how exact it is.</summary>
    private static string Digits(decimal number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return number.Scale == 0 ? digits : digits.TrimEnd('0').TrimEnd('.');
    }
}
