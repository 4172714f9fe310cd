using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Webhooks;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Orders.Dialects;

/// <summary>What runs between the CRM and the ERP: calls in, files of orders out, health and figures.</summary>
internal static class ErpIntegrations
{
    public static void Map(IEndpointRouteBuilder erp)
    {
        // Nobody is signed in, so the customer stays what the order says of it.
        erp.MapPost(
                "/api/integrations/webhooks/erp-order-status",
                (
                    HttpRequest request, Work work, [FromServices] WebhookHandler handler,
                    [FromServices] IOptions<WebhookOptions> options) =>
                    InItsCodesAsync(StatusWebhook.RunAsync(request, handler, options.Value, work.Ct))
                        .RetoldAsync(
                            ContractsJson.Wire.Order, static order => WholeOrders.Shape(order, null), OrderShapes.Wire.ErpOrder)
                        .ToHttpAsync())
            .ForAll()
            .Describe(
                "The ERP tells the state of an order; signed",
                Body.Json("""{"orderId":1,"status":"SHIPPED","reference":"ERP-4711"}"""),
                Response.Of<ErpOrder>(200), Response.Error(400, 401, 404, 409))
            .TakesCredentials();
        erp.MapGet("/api/integrations/export/orders.csv", ExportAsync)
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe(
                "Orders of a range as CSV",
                Response.Text(200, "text/csv"), Response.Error(400),
                [
                    new QueryParameter("from", "The first instant", "2026-01-01T00:00:00Z") { Format = QueryParameter.Moment },
                    new QueryParameter("to", "The instant behind the last", "2027-01-01T00:00:00Z") { Format = QueryParameter.Moment },
                ])
            .WithoutTimeLimit();
        erp.MapGet("/api/integrations/health", ([FromServices] Readiness readiness, Work work) => HealthAsync(readiness, work.Ct)).ForAll()
            .Describe("Whether requests can be served", Response.Of<ErpHealth>(200), Response.Of<ErpHealth>(503));
        erp.MapGet(
                "/api/integrations/metrics",
                (Work work, OrdersDatabase database, [FromServices] ICustomerDirectory customers) =>
                    MetricsAsync(work, database, customers).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe("How many customers and orders there are", Response.Of<ErpFigures>(200));
    }

    /// <summary>However long it is. Here a range is required.</summary>
    private static Task ExportAsync(HttpContext context, OrdersDatabase database)
    {
        var (errors, query) = (new Errors(), new Dictionary<string, StringValues>(StringComparer.Ordinal));
        foreach (var name in new[] { "from", "to" })
        {
            query[name] = SpringPaging.Moment(context.Request.Query[name].ToString());
            if (Instant.Read(query[name].ToString()) is null)
            {
                errors.Add(name, "Must be given, an instant like 2026-01-31T09:30:00Z.");
            }
        }

        return errors.ToRefusal() is { } refusal
            ? ((Answer)refusal).SendAsync(context)
            : ExportOrders.Orders.SendAsync(
                database, context, Work.Of(context), new QueryCollection(query), "attachment; filename=orders.csv");
    }

    private static async Task<IResult> HealthAsync(Readiness readiness, CancellationToken ct)
    {
        var (status, number) = await readiness.RefuseAsync(ct) is null
            ? ("UP", StatusCodes.Status200OK)
            : ("DOWN", StatusCodes.Status503ServiceUnavailable);
        return Results.Json(
            new ErpHealth(status, "lockstep"), OrderShapes.Wire.ErpHealth, "application/json; charset=utf-8", statusCode: number);
    }

    /// <summary>Clients of this dialect know an illegal step as a 400.</summary>
    private static async Task<Answer> InItsCodesAsync(Task<Answer> answer) =>
        await answer is { Refusal: { Code: RefusalCode.Conflict, Errors: { } errors } refusal } && errors.ContainsKey("status")
            ? refusal with { Code = RefusalCode.Invalid }
            : await answer;

    /// <summary>Totals beyond 10,000 new orders are that at least, as in the list they come from.</summary>
    private static async Task<Answer> MetricsAsync(Work work, OrdersDatabase database, ICustomerDirectory customers)
    {
        if (!work.May(Permissions.CustomersReadOwn) && work.RefuseUnless(Permissions.CustomersRead) is { } refusal)
        {
            return refusal;
        }

        var all = await OrderRecord.Reads.PageAsync(One(), work, database);
        var waiting = await OrderRecord.Reads.PageAsync(One(("status", OrderStatus.New)), work, database);
        var age = waiting.Page!.Rows is [var oldest, ..] ? database.Clock.GetUtcNow() - oldest.CreatedAt : TimeSpan.Zero;
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new ErpFigures(
                await CountAsync(work, customers), all.Page!.Total, waiting.Page.Total, Math.Max(0, (long)age.TotalSeconds)),
            OrderShapes.Wire.ErpFigures));
    }

    /// <summary>The customers that the caller reaches: all, or itself.</summary>
    private static async ValueTask<long> CountAsync(Work work, ICustomerDirectory customers) => work.May(Permissions.CustomersRead)
        ? await customers.CountAsync(work.Ct)
        : work.Caller.CustomerId is { } own ? (await customers.ReadAsync([own], work.Ct)).Count : 0;

    /// <summary>A page of one row: its total is what counts.</summary>
    private static IQueryCollection One(params ReadOnlySpan<(string Name, string? Value)> filters) =>
        new SpringPaging(0, 1).ToQuery("id", filters);
}
