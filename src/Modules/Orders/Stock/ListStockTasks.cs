using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Stock;

/// <summary>GET /orders/stock-tasks: what Inventory still has to do for orders</summary>
internal static class ListStockTasks
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/stock-tasks",
            (HttpRequest request, Work work, OrdersDatabase database) => RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.OrdersWrite)
        .Describe(
            "What is still to be done to the stock for orders, the oldest first; what can't be done is stuck",
            Response.Of<StockTaskPage>(200),
            Response.Error(400),
            [
                new QueryParameter("state", $"One of {string.Join(", ", StockTaskView.States)}; all but discarded ones by default"),
                new QueryParameter("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
                new QueryParameter("after", "The value of next of the page before"),
            ]);

    public static async Task<Answer> RunAsync(IQueryCollection query, Work work, OrdersDatabase database)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var after = query.Number("after", 1, long.MaxValue, 0, errors);
        var state = query["state"] is [{ Length: > 0 } given] ? given : null;
        if (state is not null && !StockTaskView.States.Contains(state, StringComparer.Ordinal))
        {
            errors.Add("state", $"Must be one of {string.Join(", ", StockTaskView.States)}.");
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var rows = await database.Store.ReadAsync(reader => StockTaskView.ListAsync(reader, state, after, size + 1), work.Ct);
        var next = rows.Count > size ? rows[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(new StockTaskPage([.. rows.Take(size)], next), StockTaskJson.Wire.StockTaskPage));
    }
}
