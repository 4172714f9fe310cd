using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Reports.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Reports.Asking;

/// <summary>GET /reports/{name} of each report, and the same with .csv behind it</summary>
internal static class ReportEndpoints
{
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder routes, IReport report)
    {
        var parameters = (object[])[.. report.Parameters, .. ReportAsk.Parameters, .. CsvShape.Parameters.Where(static one => one.Name is not "zone")];
        routes.MapGet(
                $"/{report.Name}",
                (HttpContext context, Work work, ReportRunner runner, ReportsDatabase database) =>
                    SendAsync(report, context, work, runner, database, IsFile(context.Request)))
            .Needs(Permissions.ReportsRead)
            .Describe(report.Summary, Response.Of<ReportDocument>(200), Response.Error(400, 503), parameters);
        routes.MapGet(
                $"/{report.Name}.csv",
                (HttpContext context, Work work, ReportRunner runner, ReportsDatabase database) =>
                    SendAsync(report, context, work, runner, database, isFile: true))
            .Needs(Permissions.ReportsRead)
            .Describe($"{report.Summary}, as CSV", Response.Text(200, Csv), Response.Error(400, 503), parameters);
    }

    private static async Task SendAsync(
        IReport report, HttpContext context, Work work, ReportRunner runner, ReportsDatabase database, bool isFile)
    {
        var (ask, table, refusal) = await runner.RunAsync(report, context.Request.Query, database.Clock.GetUtcNow(), isFile, work.Ct);
        var shape = isFile ? CsvShape.Of(context.Request.Query, ask.Errors) : null;
        if ((refusal ?? ask.Errors.ToRefusal()) is { } refused)
        {
            await ((Answer)refused).SendAsync(context);
        }
        else if (shape is null)
        {
            await Answer.Ok(ReportWriter.ToJson(report, ask, table!)).SendAsync(context);
        }
        else
        {
            await CsvDownload.SendAsync(
                context, CsvDownload.Named($"{report.Name}.csv"), ReportWriter.HeaderOf(table!),
                lines =>
                {
                    ReportWriter.ToCsv(table!, lines);
                    return ValueTask.FromResult(false);
                },
                shape);
        }
    }

    /// <summary>Whether a file is wanted: by a word in the query, or by a header that puts it before JSON.</summary>
    private static bool IsFile(HttpRequest request) => request.Query["format"] is [{ Length: > 0 } format]
        ? string.Equals(format, "csv", StringComparison.OrdinalIgnoreCase)
        : MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.OrderByDescending(static one => one.Quality ?? 1).First().MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the API's document says of reports.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
