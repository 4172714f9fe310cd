using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>POST /customers/import/preview, and the same of other resources</summary>
internal static class PreviewImport
{
    private const int RowsMax = 100;

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission)
        where TTarget : class, IImportTarget => routes.MapPost("/import/preview", HandleAsync<TTarget>)
        .Needs(permission)
        .WithMetadata(new StartImport.AnySize())
        .WithoutTimeLimit()
        .Describe(
            $"Say how a file would be read, and what the first {RowsMax} rows would do; nothing is changed",
            Body.Of("text/csv", TTarget.Kind.About.Csv), Body.Of("application/x-ndjson", TTarget.Kind.About.Ndjson),
            Response.Of<ImportPreview>(200), Response.Error(400, 413, 415), [.. StartImport.Parameters, .. TTarget.Kind.Parameters]);

    private static async Task<IResult> HandleAsync<TTarget>(HttpContext context, IServiceProvider services)
        where TTarget : class, IImportTarget => (await RunAsync<TTarget>(context.Request, Work.Of(context), services)).ToHttp();

    private static async Task<Answer> RunAsync<TTarget>(HttpRequest request, Work work, IServiceProvider services)
        where TTarget : class, IImportTarget
    {
        var target = services.GetRequiredService<TTarget>();
        var (body, refusal) = await UploadBody.FindAsync(request, work.Ct);
        (var order, refusal) = body is null
            ? (null, refusal)
            : StartImport.Read(request, body, work, target, TTarget.Kind.Parameters, isTrial: true);
        if (order is null)
        {
            return refusal!;
        }

        var preview = await TryAsync(target, order, body!.Bytes, services.GetRequiredService<IOptions<ImportOptions>>().Value, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(preview, ImportJson.Wire.ImportPreview));
    }

    /// <summary>A file that can't be read is answered with what was seen of it, so that a person can say how it is meant.</summary>
    private static async Task<ImportPreview> TryAsync(
        IImportTarget target, ImportOrder order, Stream bytes, ImportOptions options, CancellationToken ct)
    {
        try
        {
            using var reader = await Upload.OpenAsync(order, bytes, options, ct);

            // One row more than is tried, which tells whether there are more.
            var batch = await new BatchReader(target, reader, RowsMax + 1).ReadAsync(ct);
            var rows = batch.Rows.Take(RowsMax).ToList();
            var verdicts = await new ImportTrial(target, target.Begin(order, 0)).RunAsync(rows, ct);
            return new ImportPreview(
                reader.ReadAs, order.Names.Table.Names, Columns(order.Names, reader.Ignored),
                [.. rows.Zip(verdicts, (row, verdict) => Tell(order.Names.Table, row, verdict))], batch.Rows.Count > RowsMax, null);
        }
        catch (UnreadableException error)
        {
            return new ImportPreview(null, order.Names.Table.Names, Columns(order.Names, []), [], false, error.Refusal.ToText());
        }
    }

    private static List<PreviewColumn> Columns(FieldNames names, IReadOnlyCollection<string> ignored) => names.Columns.Count > 0
        ? [.. names.Columns.Select(static column => new PreviewColumn(column.Header, column.Field))]
        : [.. ignored.Select(static member => new PreviewColumn(member, null))];

    private static PreviewRow Tell(FieldTable table, ImportRow row, Verdict verdict)
    {
        var told = VerdictText.Tell(table, row, verdict);
        var values = Enumerable.Range(0, table.Count).Where(row.Fields.Has)
            .ToDictionary(table.Name, field => row[field] is { } value ? VerdictText.Shown(value) : null, StringComparer.Ordinal);
        return new PreviewRow(
            row.Number, row.Line, told.Outcome.ToString().ToLowerInvariant(), told.Outcome is Outcome.Created ? null : told.RecordId,
            told.Message, values);
    }
}
