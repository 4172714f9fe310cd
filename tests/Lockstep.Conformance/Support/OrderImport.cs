using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>An import of orders, some of whose rows stand far apart, that is begun again until it has come to its end.</summary>
internal sealed class OrderImport
{
    private const int Orders = 2_000;
    private const string Query = "/api/orders/import?run=crash&source=crash&mode=history&currency=GBP&products=create";

    /// <summary>Three lines of each order: two together, and one behind those of all other orders.</summary>
    private static readonly byte[] File = Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(1, Orders).SelectMany(order => new[] { Row(order, 1), Row(order, 2) })
            .Concat(Enumerable.Range(1, Orders).Select(order => Row(order, 3))).Prepend("externalId,placedAt,sku,quantity,unitPrice\n")));

    /// <summary>Imports until the end, or until the process is gone.</summary>
    /// <returns>Whether it came to the end.</returns>
    public static Task<bool> RunAsync(Api api) => RunAsync(api, Query, File);

    /// <summary>The same with another file.</summary>
    public static async Task<bool> RunAsync(Api api, string query, byte[] file)
    {
        try
        {
            using var content = new ByteArrayContent(file);
            content.Headers.ContentType = new("text/csv");
            using var answer = await api.Http.PostAsync(query, content);
            var text = await answer.Content.ReadAsStringAsync();
            var isLater =
                answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null;
            (answer.IsSuccessStatusCode || isLater).ShouldBeTrue($"{answer.StatusCode}: {text}");
            return !isLater;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Each order is there once, with each of its lines once, and each row of the import has one verdict.</summary>
    public static async Task BalanceAsync(Api api)
    {
        var import = await api.GetAsync("/api/orders/imports?run=crash");
        import.GetProperty("state").GetString().ShouldBe("finished");
        (import.GetProperty("created").GetInt64(), import.GetProperty("updated").GetInt64()).ShouldBe((2 * Orders, Orders));
        var seen = new List<string>();
        for (var after = ""; after is not null;)
        {
            var page = await api.GetAsync($"/api/orders?size=500{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            foreach (var order in page.GetProperty("items").EnumerateArray())
            {
                seen.Add(order.GetProperty("externalId").GetString()!);
                order
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("quantity").GetInt64())
                    .Order()
                    .ShouldBe([1, 2, 3]);
                order.GetProperty("version").GetInt64().ShouldBe(2);
            }

            after = page.GetProperty("next") is { ValueKind: JsonValueKind.String } next ? next.GetString() : null;
        }

        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(Orders);
        seen.Count.ShouldBe(Orders);
    }

    private static string Row(int order, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"crash-{order},2020-01-01T08:00:00Z,sku-{order % 50}-{line},{line},2.50\n");
}
