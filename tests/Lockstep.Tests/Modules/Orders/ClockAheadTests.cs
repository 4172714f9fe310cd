using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>Clocks that are ahead: those of clients a little, and our own far, until somebody puts it right.</summary>
[RunsOnEachStore]
public sealed class ClockAheadTests : IAsyncLifetime
{
    private const string Far = "4102444800000";
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        (await _app.PostAsync("/api/products",
            """{"sku":"TEA","name":"Tea","price":2,"currency":"EUR","stock":50}""")).Status.ShouldBe(201);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1, 201)]
    [InlineData(30, 201)]
    [InlineData(290, 201)]
    [InlineData(600, 400)]
    public async Task A_client_whose_clock_is_less_than_five_minutes_ahead_places_its_order_now(int seconds, int status)
    {
        var answer = await PlaceAsync(DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("o", CultureInfo.InvariantCulture));
        answer.Status.ShouldBe(status, answer.Body?.ToJsonString());
        if (status == 201)
        {
            ((DateTimeOffset)answer.Body!["placedAt"]!).ShouldBeLessThanOrEqualTo((DateTimeOffset)answer.Body["createdAt"]!);
        }
        else
        {
            answer.Blamed.ShouldBe(["placedAt"]);
        }
    }

    [Fact]
    public async Task An_order_that_was_handed_out_until_a_far_day_is_free_again_once_the_clock_is_right()
    {
        await PlaceAsync(null);
        (await PullAsync("north")).ShouldBe(1);
        await BehindTheBack.RunAsync(_app.Data, "orders", $"update order_leases set until = {Far}");
        (await PullAsync("south")).ShouldBe(0);
        await MendAsync();
        (await PullAsync("south")).ShouldBe(1);
    }

    [Fact]
    public async Task A_delivery_that_was_put_off_to_a_far_day_is_made_once_the_clock_is_right()
    {
        await _app.AddCustomerAsync("""{"name":"Ada"}""");
        await DeliveredAsync();
        await BehindTheBack.RunAsync(_app.Data, "sync", $"update deliveries set state = 'pending', finished_at = null, due_at = {Far}");
        await MendAsync();
        await DeliveredAsync();
    }

    [Fact]
    public async Task A_count_that_was_entered_while_the_clock_was_ahead_does_not_outdo_those_of_today()
    {
        (await CountAsync("one", 40)).Status.ShouldBe(201);
        await BehindTheBack.RunAsync(_app.Data, "inventory",
            $"update stock_movements set at = {Far}, recorded_at = {Far} where kind = 'count'");
        var today = await CountAsync("two", 30);
        ((long)today.Body!["stock"]!["onHand"]!).ShouldBe(30, today.Body.ToJsonString());
    }

    private Task<ApiAnswer> CountAsync(string operation, int quantity) => _app.PostAsync(
        "/api/products/1/stock/movements",
        JsonSerializer.Serialize(
            new { operationId = operation, kind = "count", quantity, countedAt = DateTimeOffset.UtcNow.AddSeconds(-1) },
            JsonSerializerOptions.Web));

    private Task DeliveredAsync() => TestApp.EventuallyAsync(
        async () => (await _app.GetAsync("/api/sync/deliveries?state=delivered")).Items.Count == 1, "the package is delivered");

    private async Task<int> PullAsync(string consumer) => (await _app.PostAsync($"/api/orders/pull?consumer={consumer}", "")).Items.Count;

    private Task<ApiAnswer> PlaceAsync(string? at) => _app.PostAsync(
        "/api/orders", $$"""{"items":[{"sku":"TEA","quantity":1}]{{(at is null ? "" : $",\"placedAt\":\"{at}\"")}}}""");

    /// <summary>All rules of all modules, as each process runs them at its start and when its clock was set back.</summary>
    private async Task MendAsync()
    {
        foreach (var mend in _app.Services.GetServices<IHostedService>().OfType<FutureMend>())
        {
            await mend.RunOnceAsync(Ct);
        }
    }
}
