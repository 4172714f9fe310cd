using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Gateway.Batch;

/// <summary>The answer of one read.</summary>
/// <param name="Path">What was asked for.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Tag">The ETag; null when there is none.</param>
/// <param name="RetryAfter">Seconds; null for none.</param>
/// <param name="Body">JSON in UTF-8; empty when there is none.</param>
internal sealed record ReadAnswer(string Path, int Status, string? Tag, int? RetryAfter, byte[] Body)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Has the edge serve a read.</summary>
    /// <exception cref="OperationCanceledException">Its time is over, or nobody waits for it any more.</exception>
    public static async Task<ReadAnswer> AskAsync(HttpContext batch, BatchRead read, EdgeEntry edge, AnswerRoom room, CancellationToken ct)
    {
        // Its own, for it may end after its batch.
        await using var scope = batch.RequestServices.CreateAsyncScope();
        await using var body = new BoundedBody(room);
        var context = ReadContext.Of(batch, read.Path!, read.IfNoneMatch, body, scope.ServiceProvider, ct);
        await edge.Serve(context);
        await context.Response.CompleteAsync();

        if (ct.IsCancellationRequested)
        {
            // What was called off left nothing behind, which must not look like an empty answer.
            room.GiveBack(body.Length);
            ct.ThrowIfCancellationRequested();
        }

        var response = context.Response;
        return body.IsCut
                ? Refuse(context, read, new Problem(413, "The answers of this batch have no room for this one; ask for it by itself."))
            : body.Length > 0 && !IsJson(response.ContentType)
                ? Refuse(context, read, new Problem(406, "The answer is no JSON; ask for it by itself."))
            : new ReadAnswer(
                read.Path!, response.StatusCode, response.Headers.ETag is [{ } tag] ? tag : null,
                int.TryParse(response.Headers.RetryAfter, CultureInfo.InvariantCulture, out var seconds) ? seconds : null, body.ToArray());
    }

    /// <summary>Of a read that has no answer of its own.</summary>
    public static ReadAnswer Refuse(HttpContext context, BatchRead read, Problem problem) => new(
        read.Path!, problem.Status, null, problem.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null,
        problem.Render(context));

    /// <summary>The body of a batch.</summary>
    public static byte[] Write(IEnumerable<ReadAnswer> answers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var answer in answers)
            {
                answer.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool IsJson(string? type) => type?.Split(';')[0].Trim().EndsWith("json", StringComparison.OrdinalIgnoreCase) is true;

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("path", Path);
        json.WriteNumber("status", Status);
        if (Tag is not null)
        {
            json.WriteString("etag", Tag);
        }

        if (RetryAfter is { } seconds)
        {
            json.WriteNumber("retryAfter", seconds);
        }

        if (Body.Length > 0)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(Body, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
