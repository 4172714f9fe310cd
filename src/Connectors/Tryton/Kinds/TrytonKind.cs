using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>Records that belong to another one: a change of theirs is one of it.</summary>
/// <param name="Field">The field that leads to them.</param>
/// <param name="Model">Their model.</param>
internal sealed record TrytonPart(string Field, string Model);

/// <summary>What is written, in one transaction.</summary>
/// <param name="Values">The fields as Tryton takes them, parts among them.</param>
internal sealed record TrytonWrite(JsonObject Values)
{
    /// <summary>The row of another model that is written instead; null for the record itself.</summary>
    public long? Id { get; init; }

    /// <summary>The step that has to be taken before; null for none.</summary>
    public TrytonStep? StepBefore { get; init; }
}

/// <summary>A step that makes room for a write.</summary>
/// <param name="Method">The method of the model.</param>
/// <param name="Fields">What is to be written then, the way back to where the record was among it.</param>
internal sealed record TrytonStep(string Method, JsonObject Fields);

/// <summary>How a kind of record stands in Tryton: what is read of it, and what its fields mean there.</summary>
/// <param name="model">The model.</param>
internal abstract class TrytonKind(string model)
{
    public const string TimestampField = "_timestamp", ActiveField = "active", IdField = "id";
    private const string WrittenField = "write_date", MadeField = "create_date";

    /// <summary>Fields that tell when and by whom; they are no part of a record.</summary>
    public static readonly string[] Dates = [WrittenField, MadeField];

    /// <summary>The model.</summary>
    public string Model { get; } = model;

    /// <summary>The model into which a record is written, where that is another.</summary>
    public virtual string WrittenModel => Model;

    /// <summary>What can be done with it.</summary>
    public abstract RecordKind Kind { get; }

    /// <summary>Its fields, <c>party.code</c> for those that hang on others.</summary>
    public abstract IReadOnlyList<string> Fields { get; }

    /// <summary>What belongs to it.</summary>
    public virtual IReadOnlyList<TrytonPart> Parts => [];

    /// <summary>Whether a deleted record is an archived one: others may refer to it, so it is never really deleted.</summary>
    public virtual bool IsArchived => false;

    /// <summary>Everything that is read: its fields, and what tells when it and its parts changed.</summary>
    public IEnumerable<string> Reads => Fields.Append(TimestampField).Concat(Dates)
        .Concat(Parts.SelectMany(static part => Dates.Append(TimestampField).Select(own => $"{part.Field}.{own}")));

    /// <summary>Which rows may have the value; what is found is compared once more.</summary>
    public virtual JsonArray Having(string field, string value) => [new JsonArray(field, "=", value)];

    /// <summary>The row as flows see it.</summary>
    public abstract JsonObject DataOf(JsonObject row);

    /// <summary>What the fields of a flow come to.</summary>
    /// <param name="row">The record as it is, read a moment ago; null for a new one.</param>
    /// <param name="fields">The fields of the flow.</param>
    /// <param name="ct">Ends the wait.</param>
    public abstract Task<Reply<TrytonWrite>> PlanAsync(JsonObject? row, JsonObject fields, CancellationToken ct);

    /// <summary>The id of the record that a create of <see cref="WrittenModel"/> has made.</summary>
    public virtual Task<Reply<string>> IdOfMadeAsync(long made, CancellationToken ct) => Task.FromResult<Reply<string>>(Text(made));

    /// <summary>Whether nothing is left to do once the fields are written.</summary>
    /// <param name="row">The record as it was; null for a new one.</param>
    /// <param name="fields">The fields of the flow.</param>
    public virtual bool IsFinished(JsonObject? row, JsonObject fields) => true;

    /// <summary>Does what is left to do; null when all is well.</summary>
    public virtual Task<Failure?> FinishAsync(long id, JsonObject fields, CancellationToken ct) => Task.FromResult<Failure?>(null);

    /// <summary>The record of a row.</summary>
    public SourceRecord RecordOf(JsonObject row)
    {
        var isGone = IsGone(row);

        // The version is made of what flows see: a row that was saved without a change is no news, whatever its timestamp says.
        var data = Encoding.UTF8.GetBytes(DataOf(row).ToJsonString(Json));
        return new SourceRecord(TrytonValue.Text(row[IdField])!, SourceRecord.Digest(data), isGone ? ReadOnlyMemory<byte>.Empty : data)
        {
            ChangedAt = ChangedAt(row), IsDeleted = isGone,
        };
    }

    /// <summary>Whether the record counts as deleted.</summary>
    public bool IsGone(JsonObject row) => IsArchived && TrytonValue.Text(row[ActiveField]) is "false";

    /// <summary>
    /// Of everything that was read for the record, as which version: a write that shows them fails when somebody was faster.
    /// </summary>
    public JsonObject Timestamps(JsonObject row)
    {
        var timestamps = new JsonObject { [$"{Model},{Text(row[IdField])}"] = Text(row[TimestampField]) };
        foreach (var part in Parts)
        {
            foreach (var one in Rows(row[part.Field]))
            {
                timestamps[$"{part.Model},{Text(one[IdField])}"] = Text(one[TimestampField]);
            }
        }

        return timestamps;
    }

    /// <summary>The rows of a field: one, many or none.</summary>
    protected static IEnumerable<JsonObject> Rows(JsonNode? value) => value switch
    {
        JsonObject one => [one],
        JsonArray many => many.OfType<JsonObject>(),
        _ => [],
    };

    /// <summary>A field of what another field leads to, as the value of that one.</summary>
    protected static JsonNode? Through(JsonNode? value, string field) => (value as JsonObject)?[field]?.DeepClone();

    protected static string Text(JsonNode? value) => TrytonValue.Text(value) ?? "";

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static JsonSerializerOptions Json { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private DateTimeOffset? ChangedAt(JsonObject row) => Parts.SelectMany(part => Rows(row[part.Field])).Append(row)
        .SelectMany(static one => Dates.Select(field => TrytonValue.Text(one[field]))).OfType<string>()
        .Select(static text => (DateTimeOffset?)DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).Max();
}
