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

    public static void Map(IEndpointRouteBuilder routes, ReportKind kind)
    {
        var parameters = (object[])[.. kind.Parameters, .. ReportAsk.Parameters, .. CsvShape.Parameters.Where(static one =>
            one.Name is not "zone")];
        routes.MapGet(
                $"/{kind.Name}",
                (HttpRequest request, Work work, ReportRunner runner, ReportsDatabase database) =>
                    RunAsync(kind, request.Query, IsFile(request), work, runner, database))
            .Needs(Permissions.ReportsRead)
            .Describe(kind.Summary, Response.Of<ReportDocument>(200), Response.Error(400, 503), parameters);
        routes.MapGet(
                $"/{kind.Name}.csv",
                (HttpRequest request, Work work, ReportRunner runner, ReportsDatabase database) =>
                    RunAsync(kind, request.Query, isFile: true, work, runner, database))
            .Needs(Permissions.ReportsRead)
            .Describe($"{kind.Summary}, as CSV", Response.Text(200, Csv), Response.Error(400, 503), parameters);
    }

    private static async Task<IResult> RunAsync(
        ReportKind kind, IQueryCollection query, bool isFile, Work work, ReportRunner runner, ReportsDatabase database)
    {
        var report = runner.Reports[kind.Name];
        var (ask, table, refusal) = await runner.RunAsync(
            report, query, new ReportAsker(work.May, database.Clock.GetUtcNow(), isFile), work.Ct);
        var shape = CsvShape.Of(query, ask.Errors);
        if ((refusal ?? ask.Errors.ToRefusal()) is { } refused)
        {
            return ((Answer)refused).ToHttp();
        }

        return isFile
            ? Results.File(ReportWriter.ToCsv(table!, shape), $"{Csv}; charset=utf-8", $"{kind.Name}.csv")
            : Answer.Ok(ReportWriter.ToJson(report, ask, table!)).ToHttp();
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
