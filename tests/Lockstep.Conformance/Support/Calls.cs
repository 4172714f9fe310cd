using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>Calls of an ERP that tells the status of orders, and what they were answered.</summary>
internal sealed class Calls
{
    private const string Secret = "whsec_YS1zZWNyZXQtb2YtdGhlLXRlc3Rz";
    private readonly ConcurrentDictionary<long, bool> _asked = new();

    /// <summary>Settings: the secret, and a worker that does not wait long.</summary>
    public static void Prepare(Site site) =>
        File.WriteAllText(
            site.File("lockstep.json"),
            """{"Webhooks":{"FinishAfter":"00:00:00.200","PollInterval":"00:00:00.050","Erp":"SECRET"}}""".Replace(
                "SECRET", Secret, StringComparison.Ordinal));

    public static Task StockUpAsync(Api api) => api.PostAsync("/api/products", new { name = "One", price = 1.5m, stock = 1_000 });

    /// <summary>
    /// Tells of one new order after the other that it is PROCESSING, until the process is gone; the one whose answer was lost.
    /// </summary>
    public async Task<long> UntilGoneAsync(Api api)
    {
        for (var number = 0; number < 50; number++)
        {
            var order = (await api.PostAsync("/api/orders", new { items = new[] { new { productId = 1, quantity = 1 } } }))
                .GetProperty("id")
                .GetInt64();
            try
            {
                _asked[order] = true;
                await TellAsync(api, order);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return order;
            }
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    /// <summary>Waits until a call has had its effect without having been repeated.</summary>
    public static Task TakesEffectAsync(Api api, long order) => Eventually.HoldsAsync(async () =>
    {
        var status = (await OrderAsync(api, order)).GetProperty("status").GetString();
        return status is "PROCESSING" ? null : $"order {order} is {status}";
    });

    /// <summary>Sends every call once more: each has had one effect in the end.</summary>
    public async Task RepeatAsync(Api api)
    {
        foreach (var order in _asked.Keys)
        {
            await TellAsync(api, order);
            var now = await OrderAsync(api, order);
            (now.GetProperty("status").GetString(), now.GetProperty("version").GetInt64(), now.GetProperty("erpReference").GetString())
                .ShouldBe(("PROCESSING", 2L, $"E-{order}"));
        }
    }

    private static Task<JsonElement> OrderAsync(Api api, long order) =>
        api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/orders/{order}"));

    private static async Task TellAsync(Api api, long order)
    {
        var json = $$"""{"orderId":{{order}},"status":"PROCESSING","reference":"E-{{order}}"}""";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"call-{order}.{timestamp}.{json}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders/webhooks/status")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", $"call-{order}");
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(signature)}");
        using var answer = await api.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }
}
