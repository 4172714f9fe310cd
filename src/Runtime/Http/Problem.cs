using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockstep.Runtime.Http;

/// <summary>An error as the API answers it: problem details by RFC 9457 with <c>traceId</c> and, for bad fields, <c>errors</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence for a person: what is wrong and what to do.</param>
/// <param name="Errors">JSON name of each bad field, and what is wrong with it.</param>
/// <param name="RetryAfter">When it makes sense to try again; sent as <c>Retry-After</c> in whole seconds.</param>
public sealed record Problem(int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The media type of the body.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A 400 that names the fields.</summary>
    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) => new(400, "Some fields are not valid; see errors.", errors);

    /// <summary>A 400 that names one field.</summary>
    public static Problem Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>The body for one request.</summary>
    public byte[] Render(HttpContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteString("instance", context.Request.Path.Value);
            json.WriteString("traceId", Activity.Current?.Id ?? context.TraceIdentifier);
            WriteErrors(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteErrors(Utf8JsonWriter json)
    {
        if (Errors is null)
        {
            return;
        }

        json.WriteStartObject("errors");
        foreach (var (field, messages) in Errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
