using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Ledger;

/// <summary>Reads a whole number, also as text or with a fraction of nothing but zeros; an object says nothing.</summary>
internal sealed class CountConverter : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            // Not Skip: that one refuses a body that is still coming in, although a converter always has its whole value.
            reader.TrySkip();
            return null;
        }

        return Numbers.Whole(NumberOf(ref reader)) ?? throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static decimal? NumberOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
        JsonTokenType.String => Numbers.Read(reader.GetString()),
        _ => null,
    };
}
