using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Writes what clients of a dialect read in problem details besides, behind the members that all have; a feature of the request.
/// </summary>
/// <param name="json">Within the object.</param>
/// <param name="problem">The problem.</param>
/// <param name="now">When it is answered.</param>
public delegate void ProblemMembers(Utf8JsonWriter json, Problem problem, DateTimeOffset now);

/// <summary>
/// An error as the edge answers it: problem details by RFC 9457 with <c>traceId</c> and, for bad fields, <c>errors</c>. What a use case
/// refuses becomes one; the edge has others of its own.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence for a person: what is wrong and what to do.</param>
/// <param name="Errors">JSON name of each bad field, and what is wrong with it.</param>
/// <param name="RetryAfter">When it makes sense to try again; sent as <c>Retry-After</c> in whole seconds.</param>
public sealed record Problem(int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The media type of the body.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What its status is called.</summary>
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>What tells it apart from others of its status, for programs; null where nobody has to.</summary>
    public string? Type { get; init; }

    /// <summary>The trace in which it came about; null for that of the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The record that the one asked for was merged into; a member of the body.</summary>
    public long? MergedInto { get; init; }

    /// <summary>What a use case refuses.</summary>
    public static implicit operator Problem(Refusal refusal) => 
        new((int)refusal.Code, refusal.Detail, refusal.Errors, refusal.RetryAfter) { TraceId = refusal.TraceId,
            MergedInto = refusal.MergedInto };

    /// <summary>Answers a request with it.</summary>
    public Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Status == 401 && response.Headers.WWWAuthenticate.Count == 0)
        {
            // RFC 9110, 15.5.2: every 401 says how to come in.
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = Render(context);
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }

    /// <summary>The body for one request.</summary>
    public byte[] Render(HttpContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", Type ?? "about:blank");
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteString("instance", context.Request.Path.Value);
            json.WriteString("traceId", TraceId ?? Activity.Current?.Id ?? context.TraceIdentifier);
            WriteErrors(json);
            if (MergedInto is { } other)
            {
                json.WriteNumber("mergedInto", other);
            }

            if (context.Features.Get<ProblemMembers>() is { } others)
            {
                others(json, this, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
            }

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
