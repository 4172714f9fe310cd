using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Pulls;

/// <summary>
/// POST /orders/pull: hands out new orders, each to one consumer at a time. It writes, so it is no GET; a repeat gets the same orders.
/// </summary>
internal static class PullOrders
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/pull",
            (HttpRequest request, Work work, OrdersDatabase database, [FromServices] NewOrderSignal signal,
                    [FromServices] IHostApplicationLifetime lifetime, [FromServices] IOptions<PullOptions> options) =>
                RunAsync(request.Query, work, database, signal, lifetime, options.Value).ToHttpAsync())
        .Needs(Permissions.OrdersPull)
        .WithoutTimeLimit()
        .Describe(
            "Take new orders over, the oldest first; nobody else is handed them for a while. See docs/erp.md",
            Response.Of<PulledOrders>(200), Response.Error(400),
            [
                new QueryParameter("limit", "The most orders, 1 to Orders__PullMax; Orders__PullDefault by default"),
                new QueryParameter("consumer", "Which of several consumers of this caller asks; one by default"),
                new QueryParameter("kind", "sale (by default) or return"),
                new QueryParameter("wait", "Seconds to wait for an order when there is none, up to Orders__PullWaitMax; 0 by default"),
            ]);

    public static async Task<Answer> RunAsync(
        IQueryCollection query, Work work, OrdersDatabase database, NewOrderSignal signal, IHostApplicationLifetime lifetime,
        PullOptions options)
    {
        var (ask, refusal) = PullRequest.Read(query, work, options);
        if (ask is null)
        {
            return refusal!;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(work.Ct, lifetime.ApplicationStopping);
        var startedAt = database.Clock.GetTimestamp();
        HashSet<(long Id, long Version)>? told = null;
        while (true)
        {
            // Before the look: what comes in between rings for us.
            var rung = signal.Next;
            var pulled = await PullAsync(database, ask, options, work.Ct);
            var left = ask.Wait - database.Clock.GetElapsedTime(startedAt);

            // What is newly asked ends the wait; what was there before it doesn't, or who leaves it unanswered would never wait.
            var isNews = pulled.Asked.Any(asked => told?.Contains(asked) is false);
            told ??= [.. pulled.Asked];
            if (pulled.Items.Count > 0 || isNews || left <= TimeSpan.Zero || end.IsCancellationRequested)
            {
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(pulled, PullJson.Wire.PulledOrders)) with { IsForOnce = true };
            }

            await rung.WaitAsync(left, database.Clock, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            work.Ct.ThrowIfCancellationRequested();
        }
    }

    private static async Task<PulledOrders> PullAsync(OrdersDatabase database, PullRequest ask, PullOptions options, CancellationToken ct)
    {
        var (hasAny, cancellations, amendments) = await database.Store.ReadAsync(
            async reader => (
                await PullTable.HasAnyAsync(reader, ask, database.Clock.GetUtcNow()), await PullTable.CancellationsAsync(reader, ask),
                await PullTable.AmendmentsAsync(reader, ask)),
            ct);
        if (!hasAny)
        {
            return new PulledOrders(null, [], cancellations, amendments);
        }

        return await database.Store.WriteAsync(
            async transaction =>
            {
                var now = database.Clock.GetUtcNow();
                var items = await PullTable.LeaseAsync(transaction, ask, now, now + options.PullTimeout);
                return new PulledOrders(items.Count == 0 ? null : now + options.PullTimeout, items, cancellations, amendments);
            },
            ct);
    }
}
