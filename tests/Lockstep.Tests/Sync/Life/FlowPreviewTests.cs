using System.Text.Json;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Life;

/// <summary>What a text would make of records, before it is applied.</summary>
[RunsOnEachStore]
public sealed class FlowPreviewTests
{
    private const string Text = """
        name: draft
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: package }
        filter: name != 'Nobody'
        map: { customerId: id, customerName: upper(name) }
        """;

    [Fact]
    public async Task A_preview_gives_the_fields_what_the_filter_leaves_out_and_what_fails_and_keeps_nothing()
    {
        await using var site = await LifeSite.StartAsync();
        var records = new object[] { new { id = 7, name = "Ada" }, new { id = 8, name = "Nobody" }, new { id = 9, name = 5 } };
        var items = (await AskAsync(site, new { text = Text, records })).Body!["items"]!.AsArray();
        items[0]!["fields"]!.ToJsonString().ShouldBe("""{"customerId":7,"customerName":"ADA"}""");
        items.Select(static one => (string?)one!["outcome"]).ShouldBe(["send", "skip", "fail"]);
        ((string?)items[2]!["message"])!.ShouldContain("customerName");
        (await site.App.GetAsync("/api/sync/flows/draft")).Status.ShouldBe(404);
        (await site.App.GetAsync("/api/sync/deliveries")).Items.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_wrong_text_and_records_that_are_none_are_refused_by_their_fields()
    {
        await using var site = await LifeSite.StartAsync();
        (await AskAsync(site, new { text = Text, records = Array.Empty<object>() })).Blamed.ShouldBe(["records"]);
        var records = new[] { new { id = 1 } };
        var wrong = await AskAsync(site, new { text = Text.Replace("upper(name)", "upper(", StringComparison.Ordinal), records });
        (wrong.Status, wrong.Blamed.Single()).ShouldBe((400, "map.customerName"));
        (await AskAsync(site, new { text = $"{Text}\nenabled: false", records })).Blamed.ShouldBe(["text"]);
    }

    [Fact]
    public async Task A_preview_of_a_flow_that_goes_both_ways_gives_what_it_compares_by_and_the_partner_that_it_would_make()
    {
        const string Both = """
            name: both
            between:
              left: { system: crm, kind: customer }
              right: { system: inventory, kind: product, filter: "name != 'Nobody'", set: { price: 1 } }
            fields:
              name: { left: name, right: name, like: [trim] }
              code: { left: externalId, right: sku, from: left }
            create: toRight
            """;
        await using var site = await LifeSite.StartAsync();
        var left = (await AskAsync(site, new { text = Both, records = new object[] { new { id = 7, name = "Ada", externalId = "C-7" } } }))
            .Body!["items"]![0]!;
        ((string?)left["outcome"], (string?)left["message"]).ShouldBe(("send", null));
        left["common"]!.ToJsonString().ShouldBe("""{"name":"Ada","code":"C-7"}""");
        left["fields"]!.ToJsonString().ShouldBe("""{"name":"Ada","sku":"C-7","price":1}""");

        var records = new object[] { new { id = 8, name = "Tea", sku = "T-8" }, new { id = 9, name = "Nobody", sku = "N" } };
        var right = (await AskAsync(site, new { text = Both, side = "right", records })).Body!["items"]!.AsArray();
        right[0]!["fields"]!.ToJsonString().ShouldBe("""{"name":"Tea"}""", "the left side alone says what the code is");
        ((string?)right[0]!["message"]).ShouldNotBeNull().ShouldContain("crm gets no new records");
        ((string?)right[1]!["outcome"]).ShouldBe("skip");
        (await AskAsync(site, new { text = Both, side = "up", records })).Blamed.ShouldBe(["side"]);
        (await AskAsync(site, new { text = Text, side = "left", records })).Blamed.ShouldBe(["side"]);
    }

    private static Task<ApiAnswer> AskAsync(LifeSite site, object input) =>
        site.App.PostAsync("/api/sync/flows/preview", JsonSerializer.Serialize(input));
}
