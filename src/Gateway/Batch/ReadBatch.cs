using System.Globalization;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Batch;

/// <summary>POST /batch: many reads in one request, each of which passes the edge like a request of its own</summary>
internal static class ReadBatch
{
    private const string Api = "/api";
    private const string Path = "/batch";
    private const int PathMax = 2_000;
    private const int TagMax = 200;

    /// <summary>What of the request's time the reads may take; the rest is for their answer.</summary>
    private const double ShareOfReads = 0.8;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            Path,
            (BatchInput input, HttpContext context, [FromServices] EdgeEntry edge, [FromServices] IOptions<BatchOptions> options,
                    [FromServices] IOptions<EdgeOptions> limits, [FromServices] TimeProvider clock) =>
                RunAsync(input, new BatchReads(context, edge, options.Value, clock), options.Value, limits.Value).ToHttpAsync())
        .ForSignedIn()
        .WithTags("Search")
        .Describe(
            "Many reads in one request; each has its own status, ETag and body",
            Body.Json("""{ "requests": [{ "path": "/api/customers?size=1" }, { "path": "/api/users/me", "ifNoneMatch": "\"3\"" }] }"""),
            Response.Of<BatchAnswer>(200), Response.Error(400));

    private static async Task<Answer> RunAsync(BatchInput input, BatchReads reads, BatchOptions options, EdgeOptions limits)
    {
        if (Check(input, options.ItemsMax).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var answers = await reads.RunAsync(input.Requests!.ToList()!, limits.RequestTimeout * ShareOfReads);
        return Answer.Ok(ReadAnswer.Write(answers));
    }

    private static Errors Check(BatchInput input, int max)
    {
        var errors = new Errors();
        if (input.Requests is not { Count: > 0 } reads || reads.Count > max)
        {
            errors.Add("requests", $"Must be given, 1 to {max} of them.");
            return errors;
        }

        for (var index = 0; index < reads.Count; index++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"requests[{index}]");
            if (reads[index]?.Method is { } method && !HttpMethods.IsGet(method))
            {
                errors.Add($"{field}.method", "Must be GET: a batch only reads.");
            }

            if (FaultOf(reads[index]?.Path) is { } fault)
            {
                errors.Add($"{field}.path", fault);
            }

            if (reads[index]?.IfNoneMatch is { } known && (known.Length > TagMax || known.Any(char.IsControl) || !Ascii(known)))
            {
                errors.Add($"{field}.ifNoneMatch", "Must be the ETag of an answer.");
            }
        }

        return errors;
    }

    private static string? FaultOf(string? path)
    {
        if (path is null || !path.StartsWith($"{Api}/", StringComparison.OrdinalIgnoreCase))
        {
            return $"Must be a path below {Api}/, with its query, for example /api/customers/1.";
        }

        if (path.Length > PathMax || !Ascii(path) || path.Any(static letter => letter is <= ' ' or '#' or '\\' or '\u007f'))
        {
            return $"Must be escaped as in an address, and have at most {PathMax} characters.";
        }

        // Compared unescaped, as routing does: /api/%62atch would be a batch within a batch.
        var bare = Uri.UnescapeDataString(path.Split('?')[0]);
        return bare.Any(char.IsControl) ? "Must not hold control characters."
            : bare.TrimEnd('/').Equals(Api + Path, StringComparison.OrdinalIgnoreCase) ? "Must not be a batch itself." : null;
    }

    private static bool Ascii(string text) => System.Text.Ascii.IsValid(text);
}
