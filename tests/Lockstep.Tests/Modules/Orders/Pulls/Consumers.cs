using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Orders.Pulls;

/// <summary>What consumers do.</summary>
internal static class Consumers
{
    /// <summary>The ids that a consumer is handed.</summary>
    public static async Task<long[]> PullAsync(this OrdersApp app, string consumer, int limit = 50, string query = "") =>
        [.. (await app.PullWholeAsync(consumer, limit, query))["items"]!.AsArray().Select(item => (long)item!["order"]!["id"]!)];

    public static async Task<JsonNode> PullWholeAsync(this OrdersApp app, string consumer, int limit = 50, string query = "")
    {
        var (status, body) = await app.SendAsync(HttpMethod.Post, $"/orders/pull?consumer={consumer}&limit={limit}{query}");
        status.ShouldBe(200, body.ToJsonString());
        return body;
    }

    public static Task<(int Status, JsonNode Body)> AckAsync(this OrdersApp app, string consumer, long order, string more = "") =>
        app.PostAsync($"/orders/{order}/ack", $$"""{"consumer":"{{consumer}}"{{more}}}""");

    public static Task<(int Status, JsonNode Body)> NackAsync(
        this OrdersApp app,
        string consumer,
        long order,
        string reason = "no such article"
    ) => app.PostAsync($"/orders/{order}/nack", $$"""{"consumer":"{{consumer}}","reason":"{{reason}}"}""");

    /// <summary>So many new orders; their ids.</summary>
    public static async Task<long[]> OrdersAsync(this OrdersApp app, int count)
    {
        var product = await app.ProductAsync(stock: 1_000);
        var ids = new long[count];
        for (var index = 0; index < count; index++)
        {
            ids[index] = await app.OrderAsync(product);
        }

        return ids;
    }
}
