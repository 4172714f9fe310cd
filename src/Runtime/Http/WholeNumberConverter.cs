using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Http;

/// <summary>Reads a whole number, also one with a fraction of nothing but zeros, as many systems write all of theirs.</summary>
public sealed class WholeNumberConverter : JsonConverter<long?>
{
    /// <inheritdoc />
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var number = reader.TokenType is JsonTokenType.Number && reader.TryGetDecimal(out var given) ? given : (decimal?)null;
        return Numbers.Whole(number) ?? throw new JsonException("Must be a whole number.");
    }

    /// <inheritdoc />
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
}
