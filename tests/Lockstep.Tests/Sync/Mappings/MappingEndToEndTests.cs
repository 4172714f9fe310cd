using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>Mappings, filters and links, from a change to what is written.</summary>
[RunsOnEachStore]
public sealed class MappingEndToEndTests
{
    private const string Cards =
        """
        name: cards
        from: { system: crm, kind: customer, on: [created, changed] }
        to: { system: inventory, kind: product }
        filter: address.country != 'XX' && status == 'active'
        map:
          externalId: id
          sku: join('-', ['CARD', upper(lookup('short', address.country)), pad_left(to_string(id), `5`, '0')])
          name: title(squeeze(name))
          price: round(multiply(`19.995`, `1.19`), `2`)
        set: { source: cards, currency: EUR }
        tables: { short: { Germany: de } }
        """;

    private const string Counts =
        """
        name: counts
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: stock-count }
        map: { productId: "ref('inventory', 'product', id)", quantity: "`5`" }
        retry: { first: 20ms, max: 50ms, attempts: 1 }
        """;

    private const string Wrong =
        """
        name: wrong
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: product }
        map:
          name: name
          price: add(phone, `1`)
        """;

    private const string Orphan =
        """
        name: orphan
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: product }
        map: { name: "ref('orders', 'order', id)" }
        """;

    [Fact]
    public async Task A_record_that_the_filter_leaves_out_is_skipped_and_what_refers_to_it_waits_for_its_link()
    {
        using var flows = new TestFolder();
        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(flows.Path, "cards.yaml"), Cards, ct);
        await File.WriteAllTextAsync(Path.Combine(flows.Path, "counts.yaml"), Counts, ct);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = flows.Path);
        await app.PostAsync("/api/customers", """{ "name": "ada  LOVELACE", "status": "inactive", "address": { "country": "Germany" } }""");
        await TestApp.EventuallyAsync(
            async () => (string?)(await FirstAsync(app, "cards"))?["state"] is "skipped"
                && (string?)(await FirstAsync(app, "counts"))?["cause"] is "unlinked",
            "the card is left out, the count waits for it");
        ((string?)(await FirstAsync(app, "cards"))!["message"]).ShouldBe("The filter of the flow leaves it out.");
        (await FirstAsync(app, "counts"))!.ShouldSatisfyAllConditions(
            static count => ((string?)count["state"]).ShouldBe("pending"),
            static count => ((string?)count["message"]).ShouldBe(
                "inventory/product/1 is not linked yet: the record that it leads to has not arrived."));

        await app.Admin.SendAsync(HttpMethod.Patch, "/api/customers/1", """{ "status": "active" }""");
        await TestApp.EventuallyAsync(
            async () => (string?)(await FirstAsync(app, "counts"))?["state"] is "delivered", "the link has released it");
        var product = (await app.GetAsync("/api/products/1")).Body!;
        ((string?)product["sku"], (string?)product["name"], (decimal)product["price"]!, (long)product["stock"]!["onHand"]!)
            .ShouldBe(("CARD-DE-00001", "Ada Lovelace", 23.79m, 5L));
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_a_record_is_a_dead_letter_that_names_field_and_position()
    {
        using var flows = new TestFolder();
        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(flows.Path, "wrong.yaml"), Wrong, ct);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = flows.Path);
        await app.PostAsync("/api/customers", """{ "name": "Ada", "phone": "1" }""");
        await TestApp.EventuallyAsync(
            async () => (string?)(await FirstAsync(app, "wrong"))?["state"] is "dead", "it gives up at once");
        ((string?)(await FirstAsync(app, "wrong"))!["message"]).ShouldBe(
            "line 6: map.price: at 1: add() takes number as argument 1, and was given string");
    }

    [Fact]
    public async Task A_link_that_no_flow_makes_just_now_is_waited_for()
    {
        using var flows = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(flows.Path, "orphan.yaml"), Orphan, TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = flows.Path);
        await app.PostAsync("/api/customers", """{ "name": "Ada" }""");
        await TestApp.EventuallyAsync(async () => (string?)(await FirstAsync(app, "orphan"))?["cause"] is "unlinked", "it has failed");
        ((string?)(await FirstAsync(app, "orphan"))!["state"]).ShouldBe("pending");
        ((string?)(await FirstAsync(app, "orphan"))!["message"]).ShouldBe(
            "ref() asks for orders/order/1, but no flow brings records of lockstep to orders order");
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> FirstAsync(TestApp app, string flow) =>
        (await app.GetAsync($"/api/sync/deliveries?flow={flow}")).Body!["items"]!.AsArray().FirstOrDefault();
}
