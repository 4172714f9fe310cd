using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// What a use case answers instead of a result. It knows of no door: the edge makes problem details of it, an import a verdict, the command
/// line a line.
/// </summary>
/// <param name="Code">Why.</param>
/// <param name="Detail">One sentence for a person: what is wrong and what to do.</param>
/// <param name="Errors">JSON name of each bad field, and what is wrong with it.</param>
/// <param name="RetryAfter">When it makes sense to try again; null when a repeat changes nothing.</param>
public sealed record Refusal(
    RefusalCode Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, TimeSpan? RetryAfter = null)
{
    /// <summary>A refusal that names one field.</summary>
    /// <param name="code">Why.</param>
    /// <param name="detail">The sentence for a person.</param>
    /// <param name="field">The JSON name of the field.</param>
    /// <param name="message">What is wrong with the field.</param>
    public Refusal(RefusalCode code, string detail, string field, string message)
        : this(code, detail, Named(field, message))
    {
    }

    /// <summary>Whether it is not the caller's doing, so that the same may be taken a moment later.</summary>
    public bool IsPassing => Code >= RefusalCode.OutsideFailed;

    /// <summary>
    /// Whether the request is not valid by itself, rather than in the way of what there is or in need of what there is not.
    /// </summary>
    public bool IsOfForm => Code is RefusalCode.Invalid or RefusalCode.TooLarge or RefusalCode.UnknownFormat;

    /// <summary>What was asked for is not valid; names the fields.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(RefusalCode.Invalid, "Some fields are not valid; see errors.", errors);

    /// <summary>The same for one field.</summary>
    public static Refusal Invalid(string field, string message) => Invalid(Named(field, message));

    /// <summary>There is no such record.</summary>
    public static Refusal NotFound(string kind, long id) => new(RefusalCode.NotFound, $"There is no {kind} {id}.");

    /// <summary>A refusal whose sentence is about one field.</summary>
    public static Refusal Of(RefusalCode code, string field, string message) => new(code, message, field, message);

    /// <summary>What is wrong in one line, field by field; for a row of an import or a dead letter.</summary>
    public string ToText() => Errors is { } fields
        ? string.Join(
            ' ',
            fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}: {string.Join(' ', field.Value)}"))
        : Detail;

    /// <summary>The record that the one asked for was merged into; null when it was not.</summary>
    public long? MergedInto { get; init; }

    /// <summary>What was there is another record now.</summary>
    /// <param name="kind">The kind of record.</param>
    /// <param name="id">The one that was asked for.</param>
    /// <param name="into">The one that is left.</param>
    public static Refusal Merged(string kind, long id, long into) =>
        new(RefusalCode.Expired, $"The {kind} {id} was merged into {kind} {into}; go on with that one.") { MergedInto = into };

    /// <summary>The trace in which it came about; null for that of now.</summary>
    public string? TraceId { get; init; }

    /// <summary>Everything but the code, as it is kept for a repeat.</summary>
    internal byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new RefusalText(Detail, Errors, TraceId), RefusalJson.Default.RefusalText);

    /// <summary>The refusal that was kept. Problem details, as which versions before this one kept it, are read alike.</summary>
    internal static Refusal Stored(RefusalCode code, byte[] json)
    {
        var text = JsonSerializer.Deserialize(json, RefusalJson.Default.RefusalText)!;
        return new Refusal(code, text.Detail, text.Errors) { TraceId = text.TraceId };
    }

    private static Dictionary<string, string[]> Named(string field, string message) => new(StringComparer.Ordinal) { [field] = [message] };
}

/// <summary>What is kept of a refusal.</summary>
internal sealed record RefusalText(string Detail, IReadOnlyDictionary<string, string[]>? Errors, string? TraceId);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RefusalText))]
internal sealed partial class RefusalJson : JsonSerializerContext;
