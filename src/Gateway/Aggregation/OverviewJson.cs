using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;

namespace Lockstep.Gateway.Aggregation;

/// <summary>Writes an overview: the members of its parts, what follows from all of them, and what is missing.</summary>
internal static class OverviewJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body in UTF-8.</summary>
    public static byte[] Write(IReadOnlyList<(IOverviewPart Part, SourceAnswer<OverviewAnswer?> Answer)> parts)
    {
        IReadOnlyList<OverviewAnswer> known = [.. parts.Select(static part => part.Answer.Value).OfType<OverviewAnswer>()];
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            foreach (var (name, value) in parts.Where(static part => part.Answer.Value is not null)
                .SelectMany(static part => part.Part.Names.Zip(part.Answer.Value!.Members)))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }

            WriteLinks(json, known.SelectMany(static answer => answer.Links));
            WriteChanges(json, known.SelectMany(static answer => answer.Changes));
            WriteMissing(
                json,
                [.. parts.Where(static part => part.Answer.Why is not null)
                    .SelectMany(static part => part.Part.Names.Select(name => part.Answer.Why! with { Part = name }))]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Says whether the answer is whole, and what it lacks.</summary>
    public static void WriteMissing(Utf8JsonWriter json, IReadOnlyList<MissingPart> missing)
    {
        json.WriteBoolean("partial", missing.Count > 0);
        json.WriteStartArray("missing");
        foreach (var one in missing)
        {
            json.WriteStartObject();
            json.WriteString("part", one.Part);
            json.WriteString("reason", one.Reason);
            json.WriteString("detail", one.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, IEnumerable<OverviewLink> links)
    {
        json.WriteStartArray("links");
        foreach (var link in links)
        {
            json.WriteStartObject();
            PageWriter.WriteLink(json, link);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter json, IEnumerable<OverviewChange> changes)
    {
        json.WriteStartArray("lastChanges");
        foreach (var change in changes.OrderByDescending(static one => one.At).ThenBy(static one => one.Kind, StringComparer.Ordinal)
            .ThenByDescending(static one => one.Id).ThenByDescending(static one => one.Version).Take(OverviewQuestion.ChangesMax))
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind);
            json.WriteNumber("id", change.Id);
            json.WriteNumber("version", change.Version);
            json.WriteString("change", change.Change);
            json.WriteInstant("at", change.At);
            json.WriteString("actor", change.Actor);
            json.WriteStartArray("fields");
            foreach (var field in change.Fields)
            {
                json.WriteStringValue(field);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
