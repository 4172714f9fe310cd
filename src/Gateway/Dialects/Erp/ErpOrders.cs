using System.Text.Json.Nodes;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>Orders as the dialect has them.</summary>
internal static class ErpOrders
{
    public const string Canonical = "/api/orders";

    /// <summary>Takes items by their SKU; whatever else a client sends of them is not what counts.</summary>
    public static async Task PlaceAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync() is not { } body)
        {
            return;
        }

        if (body["customerId"] is null)
        {
            await api.RefuseAsync(Refusal.Invalid("customerId", "Must be given."));
            return;
        }

        var items = body["items"] is JsonArray given
            ? new JsonArray([.. given.Select(item => item is JsonObject line ? Json.Pick(line, "sku", "quantity") : item?.DeepClone())])
            : body["items"]?.DeepClone();
        var order = new JsonObject { ["customerId"] = body["customerId"]!.DeepClone(), ["items"] = items };
        await AnswerAsync(api, await api.SendAsync("POST", Canonical, default, order, key: ""));
    }

    /// <summary>The newest first, without their items.</summary>
    public static Task ListAsync(CanonicalApi api) => PageAsync(
        api, "-id", status: null,
        orders => Task.FromResult(new JsonArray([.. orders.Select(
            order => (JsonNode)Json.Pick(order!, "id", "customerId", "customerName", "status", "totalAmount", "createdAt"))])));

    /// <summary>The oldest first, whole; those that are new unless the client says otherwise.</summary>
    public static Task ListWholeAsync(CanonicalApi api)
    {
        var whole = new WholeOrders(api);
        return PageAsync(api, "id", status: "NEW", orders => whole.ShapeAsync(orders.Select(order => order!)));
    }

    public static async Task ReadAsync(CanonicalApi api) => await AnswerAsync(api, await api.SendAsync("GET", $"{Canonical}/{api.Id}"));

    public static async Task SetStatusAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync() is { } body)
        {
            await AnswerAsync(api, await api.SendAsync("PUT", $"{Canonical}/{api.Id}/status", default, Json.Pick(body, "status")));
        }
    }

    /// <summary>Answers an order whole, or passes the problem on.</summary>
    public static async Task AnswerAsync(CanonicalApi api, CanonicalAnswer answer)
    {
        if (answer.Status >= 400)
        {
            await api.PassOnAsync(answer);
            return;
        }

        await api.AnswerAsync(await new WholeOrders(api).ShapeAsync(answer.Read()));
    }

    private static async Task PageAsync(CanonicalApi api, string sort, string? status, Func<JsonArray, Task<JsonArray>> shape)
    {
        var (page, problem) = SpringPage.Read(api.Query);
        if (page is null)
        {
            await api.RefuseAsync(problem!);
            return;
        }

        var query = page.ToQuery().Add("sort", sort);
        foreach (var name in new[] { "status", "from", "to" })
        {
            var value = api.Query[name] is [{ Length: > 0 } given] ? given : name is "status" ? status : null;
            query = value is null ? query : query.Add(name, value);
        }

        var answer = await api.SendAsync("GET", Canonical, query);
        if (answer.Status >= 400)
        {
            await api.PassOnAsync(answer);
            return;
        }

        var list = answer.Read();
        await api.AnswerAsync(page.Write(list, await shape(list["items"]!.AsArray())));
    }
}
