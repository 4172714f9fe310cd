using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>How the ERP takes orders over. Who pulls under a name (<c>consumer</c>) acknowledges under it, in the query.</summary>
internal static class ErpPulls
{
    /// <summary>By GET too, for these clients know no better: it is never kept by a proxy, and a repeat gets the same orders.</summary>
    public static async Task PullAsync(CanonicalApi api)
    {
        api.KeepNothing();
        var answer = await api.SendAsync("POST", $"{ErpOrders.Canonical}/pull", api.QueryText);
        if (answer.Status >= 400)
        {
            await api.PassOnAsync(answer);
            return;
        }

        var whole = new WholeOrders(api);
        var content = await whole.ShapeAsync(answer.Read()["items"]!.AsArray().Select(item => item!["order"]!));
        var size = int.TryParse(api.Query["limit"], CultureInfo.InvariantCulture, out var limit) ? limit : Math.Max(1, content.Count);
        await api.AnswerAsync(new SpringPage(0, size).Write(content, content.Count, isLast: true));
    }

    public static async Task AckAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync(isOptional: true) is { } body)
        {
            await ErpOrders.AnswerAsync(api, await api.SendAsync("POST", $"{ErpOrders.Canonical}/{api.Id}/ack", default, Ask(api, body, "reference"), key: ""));
        }
    }

    /// <summary>Each has a result of its own, in the order in which they were sent.</summary>
    public static async Task AckManyAsync(CanonicalApi api)
    {
        if (await api.ReadArrayAsync() is not { } list)
        {
            return;
        }

        var batch = new JsonObject
        {
            ["consumer"] = Consumer(api),
            ["orders"] = new JsonArray([.. list.Select(item => item is JsonObject ack ? Json.Pick(ack, "id", "reference", "token") : item?.DeepClone())]),
        };
        var answer = await api.SendAsync("POST", $"{ErpOrders.Canonical}/ack", default, batch, key: "");
        await (answer.Status >= 400
            ? api.PassOnAsync(answer)
            : api.AnswerAsync(new JsonArray([.. answer.Read()["items"]!.AsArray().Select(item => (JsonNode)Result(item!))])));
    }

    public static async Task NackAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync(isOptional: true) is not { } body)
        {
            return;
        }

        var answer = await api.SendAsync("POST", $"{ErpOrders.Canonical}/{api.Id}/nack", default, Ask(api, body, "reason"), key: "");
        await (answer.Status >= 400 ? api.PassOnAsync(answer) : api.AnswerAsync(answer.Read()));
    }

    private static JsonObject Result(JsonNode item) => new()
    {
        ["id"] = item["id"]!.DeepClone(),
        ["success"] = (int)item["code"]! == StatusCodes.Status200OK,
        ["code"] = item["code"]!.DeepClone(),
        ["status"] = item["status"]?.DeepClone(),
        ["reference"] = item["reference"]?.DeepClone(),
        ["error"] = item["detail"]?.DeepClone(),
    };

    private static JsonObject Ask(CanonicalApi api, JsonObject body, string what)
    {
        var ask = Json.Pick(body, what, "token");
        ask["consumer"] = Consumer(api);
        return ask;
    }

    private static string? Consumer(CanonicalApi api) => api.Query["consumer"] is [{ Length: > 0 } consumer] ? consumer : null;
}
