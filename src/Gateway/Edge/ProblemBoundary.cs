using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// The one place where whatever goes wrong becomes problem details: faults of the request, of the database, of our own. Answers with an
/// error status and no body, which the framework makes for unknown paths or methods, get one here too.
/// </summary>
internal sealed partial class ProblemBoundary(RequestDelegate next, ILogger<ProblemBoundary> logger)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Set(context);
        try
        {
            await next(context);
            await FillAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            // It takes the headers with it, so that they are set once more.
            context.Response.Clear();
            SecurityHeaders.Set(context);
            await Explain(context, error).SendAsync(context);
        }
    }

    private Problem Explain(HttpContext context, Exception error)
    {
        switch (error)
        {
            case BadHttpRequestException { InnerException: JsonException fault }:
                return JsonFaults.ToRefusal(fault);
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, Words(bad.StatusCode));
            case UniqueViolationException:
                return new Problem(409, "Another request took this value at the same moment; look it up and decide again.");
            case UnstorableTextException:
                return new Problem(400, "A text in the request has a NUL character, which can't be stored.");
            case StoreException { Fault: not StoreFault.Statement } fault:
                StoreFailed(logger, fault.Message);
                return new Problem(
                    503, "The database can't take this right now; try again, with an Idempotency-Key to be safe.", RetryAfter: TryAgain);
            default:
                Failed(logger, context.Request.Method, context.Request.Path, error);
                return new Problem(500, "Something went wrong on our side; the traceId leads to the log.");
        }
    }

    private static Task FillAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0 || response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        response.Headers.Allow = HeadRequests.WithHead(response.Headers.Allow);
        return new Problem(response.StatusCode, Words(response.StatusCode)).SendAsync(context);
    }

    private static string Words(int status) => status switch
    {
        404 => "There is nothing at this path; /docs lists what there is.",
        405 => "This path does not know this method; the Allow header lists those it knows.",
        408 => "The request came too slowly.",
        413 => "The body is too large.",
        415 => "Send JSON, with Content-Type: application/json.",
        _ => "The request can't be read as it is: check its path, query, headers and body.",
    };

    [LoggerMessage(6001, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, string method, string path, Exception error);

    [LoggerMessage(6002, LogLevel.Error, "the database failed: {Reason}")]
    private static partial void StoreFailed(ILogger logger, string reason);
}
