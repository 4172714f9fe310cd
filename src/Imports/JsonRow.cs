using System.Text;
using System.Text.Json;

namespace Lockstep.Imports;

/// <summary>Makes rows of JSON objects. Members that a row does not have leave their fields as they are.</summary>
/// <param name="names">Which member means what.</param>
/// <param name="sign">What stands before the decimals of numbers that are texts; null when nobody said.</param>
internal sealed class JsonRow(FieldNames names, char? sign)
{
    private const int IgnoredMax = 100;
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    private readonly RowBuilder _builder = new(names.Table);

    /// <summary>Members that nothing maps to.</summary>
    public IReadOnlyCollection<string> Ignored => _ignored;

    /// <summary>The row that an object is.</summary>
    public ImportRow Parse(ReadOnlySpan<byte> text, long number, long line)
    {
        try
        {
            _builder.Begin();
            var json = new Utf8JsonReader(text);
            json.Read();
            var fault = json.TokenType == JsonTokenType.StartObject ? ReadObject(ref json, "") : "The row must be a JSON object.";
            return fault is null && !json.Read() ? _builder.Build(number, line) : ImportRow.Refused(number, line, fault!);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape like \ud800 that is half a letter, or bytes that are not UTF-8.
            return ImportRow.Refused(number, line, "The row is not valid JSON in UTF-8.");
        }
    }

    /// <summary>Reads the members up to the end of the object; what is wrong with one, or null.</summary>
    private string? ReadObject(ref Utf8JsonReader json, string prefix)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = prefix + json.GetString();
            json.Read();
            var isNested = json.TokenType == JsonTokenType.StartObject && names.Table.IsObject(name);
            if ((isNested ? ReadObject(ref json, $"{name}.") : ReadMember(ref json, name)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? ReadMember(ref Utf8JsonReader json, string name)
    {
        if (names.Find(name) is not { } target)
        {
            Ignore(name);
            json.Skip();
            return null;
        }

        return json.TokenType switch
        {
            JsonTokenType.String or JsonTokenType.Null => SetText(target, json.GetString(), name),
            JsonTokenType.Number => Set(target, Encoding.UTF8.GetString(json.ValueSpan), name),
            JsonTokenType.True or JsonTokenType.False when name.StartsWith(CustomCells.Start, StringComparison.Ordinal) =>
                Set(target, json.GetBoolean() ? "true" : "false", name),
            JsonTokenType.StartArray when names.Table.IsList(target.Field) => SetList(ref json, target, name),
            _ => $"{name}: Must be a text.",
        };
    }

    /// <summary>As a cell has it: with commas between.</summary>
    private string? SetList(ref Utf8JsonReader json, FieldTarget target, string name)
    {
        var texts = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            texts.Add(json.GetString()!);
        }

        return json.TokenType == JsonTokenType.EndArray ? Set(target, string.Join(',', texts), name) : $"{name}: Must be a list of texts.";
    }

    /// <summary>A number that is a text is written as the caller says; those of JSON itself have one form.</summary>
    private string? SetText(FieldTarget target, string? text, string name)
    {
        if (string.IsNullOrEmpty(text) || !names.Table.Numbers.Contains(target.Field))
        {
            return Set(target, text, name);
        }

        if (sign is not { } given)
        {
            return NumberForm.IsOpen(text)
                ? $"{name}: Is a text that can be two numbers; send a number, or say decimal=, or decimal=. for such texts."
                : Set(target, text, name);
        }

        return NumberForm.ToPlain(text, given) is { } plain ? Set(target, plain, name)
            : $"{name}: Must be a number with {given} before its decimals.";
    }

    private string? Set(FieldTarget target, string? value, string name) =>
        _builder.TrySet(target, value) ? null : $"{name}: Must be there only once.";

    private void Ignore(string name)
    {
        if (_ignored.Count < IgnoredMax)
        {
            _ignored.Add(name);
        }
    }
}
