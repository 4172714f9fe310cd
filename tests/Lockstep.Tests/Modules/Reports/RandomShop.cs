using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>
/// Customers come, move and go, products too, and orders are placed, imported with their history, moved along, changed, cancelled,
/// returned and
/// deleted: at random, over HTTP.
/// </summary>
internal sealed class RandomShop(HttpClient api, Random random)
{
    private HttpClient _api = api;
    private static readonly string[] Countries = ["Norway", "Perú", "日本", "France", ""];
    private static readonly string[] Currencies = ["EUR", "JPY", "USD"];
    private static readonly string[] Steps = ["PROCESSING", "SHIPPED", "DELIVERED", "INVOICED", "COMPLETED"];
    private readonly List<long> _customers = [];
    private readonly List<long> _products = [];
    private readonly List<long> _orders = [];
    private readonly string _run = random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
    private int _number;

    /// <summary>How often each kind of change came about.</summary>
    public Dictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on at another process on the same site.</summary>
    public void GoOn(HttpClient at) => _api = at;

    public async Task OpenAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            await AddCustomerAsync();
            await AddProductAsync();
        }
    }

    /// <summary>One change; what is refused, because of what is there, changes nothing.</summary>
    public Task ChangeAsync() => random.Next(20) switch
    {
        0 => AddCustomerAsync(),
        1 => AddProductAsync(),
        2 or 3 => SendAsync(HttpMethod.Patch, $"/api/customers/{Any(_customers)}",
            new JsonObject { ["address"] = new JsonObject { ["country"] = Country() } }),
        4 => random.Next(4) == 0 ? SendAsync(HttpMethod.Delete, $"/api/customers/{Any(_customers)}", null) : PlaceAsync(),
        5 or 6 or 7 => ImportAsync(),
        8 or 9 or 10 or 11 => PlaceAsync(),
        12 => ReturnAsync(),
        13 => SendAsync(HttpMethod.Post, $"/api/orders/{Any(_orders)}/cancel", []),
        14 => SendAsync(HttpMethod.Delete, $"/api/orders/{Any(_orders)}", null),
        15 => SendAsync(HttpMethod.Patch, $"/api/orders/{Any(_orders)}", new JsonObject { ["items"] = Lines() }),
        _ => SendAsync(HttpMethod.Put, $"/api/orders/{Any(_orders)}/status",
            new JsonObject { ["status"] = Steps[random.Next(Steps.Length)] }),
    };

    private Task AddCustomerAsync() => KeepAsync(
        _customers, "/api/customers",
        new JsonObject { ["name"] = $"C{++_number}", ["address"] = new JsonObject { ["country"] = Country() } });

    private Task AddProductAsync() => KeepAsync(
        _products, "/api/products",
        new JsonObject
        {
            ["name"] = $"P{++_number}", ["sku"] = $"{_run}-{_number}", ["price"] = random.Next(1, 100_000) / 100m, ["currency"] = "EUR",
                ["stock"] = 100_000,
        });

    private Task PlaceAsync() => KeepAsync(
        _orders, "/api/orders", new JsonObject { ["customerId"] = random.Next(5) == 0 ? null : Any(_customers), ["items"] = Lines() });

    private async Task ReturnAsync()
    {
        var sale = await SendAsync(HttpMethod.Get, $"/api/orders/{Any(_orders)}", null);
        if (sale?["items"]?[0]?["productId"] is { } product)
        {
            await KeepAsync(
                _orders, "/api/orders",
                new JsonObject
                {
                    ["kind"] = "return", ["returnOf"] = (long)sale["id"]!,
                    ["items"] = new JsonArray(new JsonObject { ["productId"] = (long)product, ["quantity"] = 1 }),
                });
        }
    }

    /// <summary>At any time of two years, in any currency, sold or come back.</summary>
    private async Task ImportAsync()
    {
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(2 * 365 * 24 * 60 * 60));
        var text = FormattableString.Invariant(
            $"""
            externalId,placedAt,productId,quantity,unitPrice,currency,kind,customerId
            {_run}-{++_number},{at:yyyy-MM-ddTHH:mm:ssZ},{Any(_products)},{random.Next(1, 50)},{random.Next(1, 1_000_000) / 10_000m},
            """);
        text += $"{Currencies[random.Next(3)]},{(random.Next(4) == 0 ? "return" : "sale")},{Any(_customers)}\n";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await _api.PostAsync(
            $"/api/orders/import?source=random&mode=history&map=productId=productId,customerId=customerId", content);
        Note("import", JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["created"] is { } created && (long)created == 1);
    }

    /// <summary>Fails unless each of these came about: changes that are all refused prove nothing.</summary>
    public void ShouldHaveDone(params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            Done.GetValueOrDefault(kind).ShouldBeGreaterThan(0, $"{kind}; {string.Join(", ", Done)}");
        }
    }

    private void Note(string what, bool isDone) => Done[what] = Done.GetValueOrDefault(what) + (isDone ? 1 : 0);

    private JsonArray Lines() =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode)new JsonObject
        {
            ["productId"] = Any(_products), ["quantity"] = random.Next(1, 9),
        }),
    ];

    private string Country() => Countries[random.Next(Countries.Length)];

    private long Any(List<long> ids) => ids.Count == 0 ? 1 : ids[random.Next(ids.Count)];

    private async Task KeepAsync(List<long> ids, string path, JsonObject body)
    {
        if ((await SendAsync(HttpMethod.Post, path, body))?["id"] is { } id)
        {
            ids.Add((long)id);
        }
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch
                ? "application/merge-patch+json" : "application/json");
        }

        using var answer = await _api.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeLessThan(500, path);
        Note($"{method} {path.Split('/')[2]} {path.Split('/').ElementAtOrDefault(4)}".Trim(), answer.IsSuccessStatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && text.Length > 0 ? JsonNode.Parse(text) : null;
    }
}
