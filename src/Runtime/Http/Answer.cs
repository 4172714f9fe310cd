using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>
/// What a use case answers: a JSON body that is ready to be sent, or a problem. A value, so that it can be committed together
/// with the effect for a repeat under the same Idempotency-Key.
/// </summary>
public sealed class Answer : IResult
{
    private Answer(int status) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>JSON in UTF-8; empty for 204.</summary>
    public byte[] Body { get; private init; } = [];

    /// <summary>The record's version, sent as the ETag.</summary>
    public long? Version { get; private init; }

    /// <summary>Where the new record is.</summary>
    public string? Location { get; private init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Problem? Problem { get; private init; }

    /// <summary>200 with a record or another JSON body.</summary>
    public static Answer Ok(byte[] json, long? version = null) => new(200) { Body = json, Version = version };

    /// <summary>201 with the new record.</summary>
    public static Answer Created(byte[] json, long version, string location) => new(201) { Body = json, Version = version, Location = location };

    /// <summary>202: the work is done later.</summary>
    public static Answer Accepted(byte[] json) => new(202) { Body = json };

    /// <summary>204.</summary>
    public static Answer NoContent() => new(204);

    /// <summary>304: the caller's copy is the newest.</summary>
    public static Answer NotModified(long version) => new(304) { Version = version };

    /// <summary>404 for a record.</summary>
    public static Answer NotFound(string kind, long id) => new Problem(404, $"There is no {kind} {id}.");

    /// <summary>An answer that was committed before.</summary>
    internal static Answer Stored(int status, byte[] body, long? version, string? location) =>
        new(status) { Body = body, Version = version, Location = location };

    /// <summary>A problem.</summary>
    public static implicit operator Answer(Problem problem) => new(problem.Status) { Problem = problem };

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Version is { } version)
        {
            response.Headers.ETag = ETag.Of(version);
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Problem?.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Status == 401 && response.Headers.WWWAuthenticate.Count == 0)
        {
            // RFC 9110, 15.5.2: every 401 says how to come in.
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = Problem?.Render(httpContext) ?? Body;
        if (Status is 204 or 304)
        {
            return Task.CompletedTask;
        }

        response.ContentType = Status < 400 ? "application/json; charset=utf-8" : Http.Problem.MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
    }
}
