using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Stock;

/// <summary>POST /orders/stock-tasks/{id}/retry and /discard: puts a task right that the stock did not allow</summary>
internal static class MendStockTask
{
    private const string Kind = "stock task";
    private const int ReasonMax = 300;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
                "/stock-tasks/{id:long}/retry",
                (long id, Work work, OrdersDatabase database, [FromServices] OrderStock stock) =>
                    RetryAsync(id, work, database, stock).ToHttpAsync())
            .Needs(Permissions.OrdersWrite)
            .Describe("Try a stock task again now, after the stock was put right", Response.Of<StockTaskView>(200), Response.Error(404));
        routes.MapPost(
                "/stock-tasks/{id:long}/discard",
                (long id, StockTaskDiscardInput input, Work work, OrdersDatabase database, [FromServices] OrderStock stock) =>
                    DiscardAsync(id, input, work, database, stock).ToHttpAsync())
            .Needs(Permissions.OrdersWrite)
            .Describe(
                "Close a stock task that the stock did not allow; units that it should have shipped are no longer reserved",
                Body.Json("""{ "reason": "The product is no longer kept; goods were given away" }"""),
                Response.Of<StockTaskView>(200), Response.Error(400, 404, 409));
    }

    public static async Task<Answer> RetryAsync(long id, Work work, OrdersDatabase database, OrderStock stock)
    {
        var task = await database.Store.WriteAsync(
            async transaction =>
            {
                var found = await StockTask.FindForUpdateAsync(transaction, id);
                await (found?.ReviveAsync(transaction, stock.NextTry()) ?? ValueTask.CompletedTask);
                return found is null ? null : found with { Attempts = 0 };
            },
            work.Ct);
        return await stock.SettleAsync(task, CancellationToken.None)
            ? Show(StockTaskView.OfDone(task!))
            : await ShowAsync(id, work, database);
    }

    public static async Task<Answer> DiscardAsync(
        long id, StockTaskDiscardInput input, Work work, OrdersDatabase database, OrderStock stock)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "reason", input.Reason, ReasonMax);
        if (errors.ToRefusal() is { } invalid)
        {
            return invalid;
        }

        var (release, refusal) = await database.Store.WriteAsync(
            transaction => DiscardAsync(transaction, id, input.Reason!, work, stock, database), work.Ct);
        await stock.SettleAsync(release, CancellationToken.None);
        return refusal ?? await ShowAsync(id, work, database);
    }

    /// <summary>Units that were to be shipped stay reserved for nobody, unless they are given back in its place.</summary>
    private static async ValueTask<(StockTask? Release, Answer? Refusal)> DiscardAsync(
        ITransaction transaction, long id, string reason, Work work, OrderStock stock, OrdersDatabase database)
    {
        if (await StockTask.FindForUpdateAsync(transaction, id) is not { } task)
        {
            return (null, Answer.NotFound(Kind, id));
        }

        if (task.Attempts == 0)
        {
            return (null, new Refusal(RefusalCode.Conflict, $"Stock task {id} is on its way; what the stock allows is not discarded."));
        }

        await task.CloseAsync(transaction, work.Actor, reason, database.Clock.GetUtcNow());
        return (
            task.Step is StockStep.Ship
                ? await stock.NoteAsync(transaction, task.OrderId, StockStep.Release, task.Lines, work.Actor)
                : null,
            null);
    }

    private static async Task<Answer> ShowAsync(long id, Work work, OrdersDatabase database) =>
        await database.Store.ReadAsync(reader => StockTaskView.FindAsync(reader, id), work.Ct) is { } view
            ? Show(view)
            : Answer.NotFound(Kind, id);

    private static Answer Show(StockTaskView view) =>
        Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, StockTaskJson.Wire.StockTaskView));
}
