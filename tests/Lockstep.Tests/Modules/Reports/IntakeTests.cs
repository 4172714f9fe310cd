using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Repeats of events, and another order of them, change nothing.</summary>
[RunsOnEachStore]
public sealed class IntakeTests
{
    private const int Changes = 80;
    private static readonly DateOnly From = new(2024, 1, 1);
    private static readonly DateOnly To = new(2032, 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Events_that_come_again_and_in_any_order_change_nothing(int seed)
    {
        var random = new Random(seed);
        await using var app = await TestApp.StartAsync();
        var shop = new RandomShop(app.Admin, random);
        await shop.OpenAsync();
        for (var i = 0; i < Changes; i++)
        {
            await shop.ChangeAsync();
        }

        await app.ShouldEqualARecountAsync(From, To, "UTC");
        shop.ShouldHaveDone("import", "POST orders", "PUT orders status", "PATCH customers");
        var events = await EventsAsync(app);
        await TellAsync(app, events.Concat(events), random, 7);
        await app.ShouldEqualARecountAsync(From, To, "UTC", "Pacific/Auckland");

        // A whole history, told in any order, makes the same from nothing.
        await EmptyAsync(app.Services.GetRequiredKeyedService<IStore>("reports"));
        await TellAsync(app, events, random, 5);
        await app.ShouldEqualARecountAsync(From, To, "UTC", "America/St_Johns");
    }

    [Fact]
    public async Task An_event_that_nobody_can_read_is_put_aside_and_stops_no_other()
    {
        await using var app = await TestApp.StartAsync();
        await app.ReadAsync("/api/reports/sales");
        var id = await app.AddCustomerAsync("""{"name":"Ada","address":{"country":"Norway"}}""");
        await app.NumberedAsync("crm");
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        var told = (await OutboxReader.ReadAsync(store, 0, 10_000, CancellationToken.None)).Single(one => one.Kind is "customer"
            && one.RecordId == id);
        var reports = app.Services.GetServices<IEventConsumer>().Single(static consumer => consumer.Name is "reports");
        var newer = (JsonObject)JsonNode.Parse(told.Data!)!;
        await reports.ConsumeAsync(
            [
                told with { Id = Guid.NewGuid(), RecordId = 4_711, Data = "{}"u8.ToArray() },
                told with { Id = Guid.NewGuid(), Version = 9, Data = JsonSerializer.SerializeToUtf8Bytes(newer) },
            ],
            CancellationToken.None);
        var own = app.Services.GetRequiredKeyedService<IStore>("reports");
        (await own.ReadAsync(reader => reader.FirstAsync("select version from customer_facts where id = $1", static row => row.Int64(0),
            id), CancellationToken.None)).ShouldBe(9);
        (await own.ReadAsync(reader => reader.FirstAsync("select subject from parked_events", static row =>
            row.Text(0)), CancellationToken.None)).ShouldBe("customers/4711");
    }

    private static async Task<IReadOnlyList<OutboxEvent>> EventsAsync(TestApp app)
    {
        var events = new List<OutboxEvent>();
        foreach (var module in (string[])["crm", "inventory", "orders"])
        {
            await app.NumberedAsync(module);
            var store = app.Services.GetRequiredKeyedService<IStore>(module);
            events.AddRange(await OutboxReader.ReadAsync(store, 0, 10_000, CancellationToken.None));
        }

        return events;
    }

    /// <summary>As if the ids had been forgotten long ago: what is taken in again has another one.</summary>
    private static async Task TellAsync(TestApp app, IEnumerable<OutboxEvent> events, Random random, int size)
    {
        var reports = app.Services.GetServices<IEventConsumer>().Single(static consumer => consumer.Name is "reports");
        foreach (var batch in events.OrderBy(_ => random.Next()).ToList().Chunk(size))
        {
            await reports.ConsumeAsync([.. batch.Select(static one => one with { Id = Guid.NewGuid() })], CancellationToken.None);
        }
    }

    private static Task<bool> EmptyAsync(IStore store) => store.WriteAsync(async transaction =>
    {
        foreach (var table in (string[])
            ["order_facts", "order_products", "customer_facts", "product_facts", "buyers", "sales", "customer_sales", "country_sales",
                "product_sales"])
        {
            await transaction.ExecuteAsync($"delete from {table}");
        }

        return true;
    });
}
