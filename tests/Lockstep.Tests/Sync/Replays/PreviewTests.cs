using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Replays;

/// <summary>Groups of dead letters, what a replay of them would send, and records that people edit.</summary>
[RunsOnEachStore]
public sealed class PreviewTests
{
    private const int Customers = 3;

    [Fact]
    public async Task Dead_letters_that_died_of_the_same_are_one_group_by_which_all_of_them_are_found()
    {
        await using var site = await DeadSite.StartAsync(Customers);
        var groups = (await site.App.GetAsync("/api/sync/dead-letters/groups")).Body!;
        var group = groups["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)group["flow"], (string?)group["cause"], (long)group["count"]!, (bool)groups["more"]!)
            .ShouldBe(("needs-organisation", "target-refused", Customers, false));
        ((string?)group["example"]!["message"]).ShouldNotBeNull();
        var fingerprint = (string?)group["fingerprint"];
        ((long)(await site.App.GetAsync($"/api/sync/dead-letters?fingerprint={fingerprint}")).Body!["total"]!).ShouldBe(Customers);
        (await site.App.GetAsync("/api/sync/dead-letters/groups?flow=other")).Body!["items"]!.AsArray().ShouldBeEmpty();
        (await site.App.GetAsync("/api/sync/dead-letters/groups?cause=none")).Blamed.ShouldBe(["cause"]);
        (await site.App.GetAsync("/api/sync/dead-letters/groups?floww=x")).Blamed.ShouldBe(["floww"]);

        var discarded = await site.App.PostAsync(
            "/api/sync/dead-letters/discard", $$"""{"fingerprint":"{{fingerprint}}","reason":"test data"}""");
        ((long)discarded.Body!["discarded"]!).ShouldBe(Customers);
        (await site.App.GetAsync("/api/sync/dead-letters/groups")).Body!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_of_before_there_were_fingerprints_get_theirs()
    {
        await using var site = await DeadSite.StartAsync(Customers);
        var before = (string?)await FirstGroupAsync(site.App);
        var app = site.App;
        await BehindTheBack.RunAsync(app.Data, "sync", "update deliveries set fingerprint = null");
        await TestApp.EventuallyAsync(
            async () => string.Equals((string?)await FirstGroupAsync(app), before, StringComparison.Ordinal), "they are one group again");
    }

    [Fact]
    public async Task A_preview_tells_what_would_be_sent_with_the_flow_and_the_record_as_they_are_or_as_somebody_would_have_them()
    {
        await using var site = await DeadSite.StartAsync(Customers);
        await site.MendAsync(1);
        var original = await PreviewAsync(site, """{"all":true,"size":2}""");
        ((long)original["total"]!, original["items"]!.AsArray().Count).ShouldBe((Customers, 2));
        First(original).ShouldBe(("send", "apply", """{"customerId":1,"customerName":null,"kind":"parcel"}"""));
        First(await PreviewAsync(site, """{"all":true,"payload":"current"}"""))
            .ShouldBe(("send", "apply", """{"customerId":1,"customerName":"Ltd","kind":"parcel"}"""));

        var mended = DeadSite.Flow.Replace("customerName: organisation", "customerName: name", StringComparison.Ordinal);
        First(await PreviewAsync(site, $$"""{"all":true,"mapping":{{JsonSerializer.Serialize(mended)}}}"""))
            .ShouldBe(("send", "apply", """{"customerId":1,"customerName":"Customer 1","kind":"parcel"}"""));
        var broken = DeadSite.Flow.Replace("customerName: organisation", "customerName: abs(name)", StringComparison.Ordinal);
        var failing = (await PreviewAsync(site, $$"""{"all":true,"mapping":{{JsonSerializer.Serialize(broken)}}}"""))["items"]![0]!;
        ((string?)failing["outcome"], (string?)failing["cause"]).ShouldBe(("fail", "mapping"));
        ((string?)failing["message"]).ShouldNotBeNull().ShouldContain("map.customerName");

        var id = (long)original["items"]![1]!["id"]!;
        First(await PreviewAsync(site, $$$"""{"ids":[{{{id}}}],"record":{"id":2,"organisation":"Edited"}}"""))
            .ShouldBe(("send", "apply", """{"customerId":2,"customerName":"Edited","kind":"parcel"}"""));
        (await site.DeadAsync()).ShouldBe(Customers, "nothing was sent");
        ((string?)(await ReadAsync(site, id)).Body!["payload"]!["organisation"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{}""", "all")]
    [InlineData("""{"all":true,"size":21}""", "size")]
    [InlineData("""{"all":true,"record":{"id":1}}""", "record")]
    [InlineData("""{"all":true,"mapping":"name: x"}""", "mapping")]
    [InlineData("""{"all":true,"mapping":": : :"}""", "mapping")]
    [InlineData("""{"all":true,"mapping":"a: &a [x]\nb: *a"}""", "mapping")]
    public async Task A_preview_that_is_not_valid_names_the_field(string json, string field)
    {
        await using var site = await DeadSite.StartAsync(2);
        var answer = await site.App.PostAsync("/api/sync/dead-letters/preview", json);
        (answer.Status, answer.Blamed.Single()).ShouldBe((400, field), answer.Body?.ToJsonString());
    }

    [Fact]
    public async Task An_edited_record_goes_instead_and_the_one_that_came_is_kept_beside_it()
    {
        await using var site = await DeadSite.StartAsync(1);
        var id = (long)(await site.App.GetAsync("/api/sync/dead-letters")).Body!["items"]![0]!["id"]!;
        (await ReplayAsync(site, id, """{"record":{}}""")).Blamed.ShouldBe(["record"]);
        (await ReplayAsync(site, id, """{"record":{"id":1},"payload":"current"}""")).Blamed.ShouldBe(["record"]);
        (await ReplayAsync(site, 999, """{"record":{"id":1}}""")).Status.ShouldBe(404);
        (await ReplayAsync(site, id, """{"record":{"id":1,"organisation":"Édité"}}""")).Status.ShouldBe(200);
        JsonNode? delivery = null;
        await TestApp.EventuallyAsync(
            async () => (string?)(delivery = (await ReadAsync(site, id)).Body!)["delivery"]!["state"] is "delivered",
            "it arrives");
        ((string?)delivery!["payload"]!["organisation"], (string?)delivery["original"]!["name"], (string?)delivery["editedBy"])
            .ShouldBe(("Édité", "Customer 1", "user:1"));
        ((string?)(await site.App.GetAsync("/api/packages")).Body!["items"]![0]!["customerName"]).ShouldBe("Édité");
        (await ReplayAsync(site, id, """{"record":{"id":1}}""")).Status.ShouldBe(409);

        // Who is erased is erased from what came, too.
        await site.App.DeleteCustomerAsync(1);
        (await site.App.PostAsync("/api/customers/1/erase", "")).Status.ShouldBeLessThan(300);
        await TestApp.EventuallyAsync(
            async () => (await ReadAsync(site, id)).Body!["original"] is null, "the original is gone");
    }

    private static Task<ApiAnswer> ReplayAsync(DeadSite site, long id, string json) =>
        site.App.PostAsync($"/api/sync/dead-letters/{id}/replay", json);

    private static Task<ApiAnswer> ReadAsync(DeadSite site, long id) => site.App.GetAsync($"/api/sync/deliveries/{id}");

    private static async Task<JsonNode?> FirstGroupAsync(TestApp app)
    {
        var items = (await app.GetAsync("/api/sync/dead-letters/groups")).Body!["items"]!.AsArray();
        return items.Count == 1 ? items[0]!["fingerprint"] : null;
    }

    private static async Task<JsonNode> PreviewAsync(DeadSite site, string json)
    {
        var answer = await site.App.PostAsync("/api/sync/dead-letters/preview", json);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    private static (string?, string?, string?) First(JsonNode list)
    {
        var item = list["items"]![0]!;
        return ((string?)item["outcome"], (string?)item["operation"], item["fields"]?.ToJsonString());
    }
}
