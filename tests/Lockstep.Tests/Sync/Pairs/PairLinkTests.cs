using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Links that people and programs make and take apart.</summary>
[RunsOnEachStore]
public sealed class PairLinkTests
{
    private static readonly string ByHandOnly = PairSite.ShopErp.Replace("match: [email]", "", StringComparison.Ordinal)
        .Replace("create: both", "create: none", StringComparison.Ordinal);

    [Fact]
    public async Task Two_records_are_linked_by_hand_and_none_of_them_a_second_time()
    {
        await using var site = await PairSite.StartAsync(ByHandOnly);
        site.Customer(new JsonObject { ["name"] = "Ada", ["phone"] = "1" });
        site.Party(new JsonObject { ["name"] = "Ada" });
        site.Party(new JsonObject { ["name"] = "Bo" });
        (await LinkAsync(site, "1", "1")).Status.ShouldBe(200);
        await site.PartiesAsync(static all => (string?)all[0]["telephone"] is "1", "they are compared at once");
        (await LinkAsync(site, "1", "1")).Status.ShouldBe(200);
        var taken = await LinkAsync(site, "1", "2");
        (taken.Status, taken.Blamed.ShouldHaveSingleItem()).ShouldBe((409, "leftId"));
        await site.LinksAsync(1);
        (await site.App.PostAsync("/api/sync/links", """{ "flow": "nope", "rightId": "" }""")).Blamed
            .ShouldBe(["flow"]);
    }

    [Fact]
    public async Task What_is_not_there_is_not_linked_unless_its_system_can_not_be_asked()
    {
        await using var site = await PairSite.StartAsync(ByHandOnly);
        site.Customer(new JsonObject { ["name"] = "Ada" });
        site.Party(new JsonObject { ["name"] = "Ada" });
        var missing = await LinkAsync(site, "8", "9");
        (missing.Status, string.Join(' ', missing.Blamed.Order(StringComparer.Ordinal))).ShouldBe((400, "leftId rightId"));
        await site.LinksAsync(0);
        site.Shop.Faults.Add(new() { What = FaultKind.Refuse });
        (await LinkAsync(site, "1", "1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_unlinked_stays_so_until_somebody_asks_for_a_match()
    {
        await using var site = await PairSite.StartAsync();
        var customer = site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        var link = await site.LinkAsync();
        (await site.App.PostAsync($"/api/sync/links/{link["id"]}/unlink", "{}")).Status.ShouldBe(204);
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["name"] = "Ada King" });
        await site.QuietAsync();
        ((string?)site.Parties().ShouldHaveSingleItem()["name"]).ShouldBe("Ada");
        var apart = (await site.App.GetAsync("/api/sync/links?state=unlinked")).Items;
        apart.Count.ShouldBe(2);
        foreach (var one in apart)
        {
            (await site.App.PostAsync($"/api/sync/links/{one!["id"]}/rematch", "{}")).Status.ShouldBe(204);
        }

        await site.LinksAsync(1);
        await site.QuietAsync();
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Of_two_links_one_goes_into_the_other_and_its_records_are_left_alone()
    {
        await using var site = await PairSite.StartAsync();
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        site.Customer(new JsonObject { ["name"] = "Ada L", ["email"] = "ada.l@example.com" });
        await site.LinksAsync(2);
        await site.QuietAsync();
        var links = (await site.App.GetAsync("/api/sync/links")).Items;
        var (stays, goes) = (links[0]!["id"]!, links[1]!["id"]!);
        (await site.App.PostAsync($"/api/sync/links/{goes}/merge", $$"""{ "into": {{goes}} }""")).Status.ShouldBe(409);
        (await site.App.PostAsync($"/api/sync/links/{goes}/merge", $$"""{ "into": {{stays}} }""")).Status.ShouldBe(204);
        await site.LinksAsync(1);
        await site.LinksAsync(2, "unlinked");
        await site.QuietAsync();
        site.Parties().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_table_of_ids_is_taken_over_with_a_verdict_for_each_row_and_known_again()
    {
        await using var site = await PairSite.StartAsync(ByHandOnly);
        site.Customer(new JsonObject { ["name"] = "Ada", ["phone"] = "1" });
        site.Customer(new JsonObject { ["name"] = "Bo" });
        site.Party(new JsonObject { ["name"] = "Ada" });
        site.Party(new JsonObject { ["name"] = "Bo" });
        const string Csv = """{ "flow": "shop-erp", "csv": "rightId,leftId\n1,1\n2,2\n2,1\n,5\n" }""";
        var first = (await site.App.PostAsync("/api/sync/links/table", Csv)).Body!;
        ((int)first["linked"]!, (int)first["known"]!, (int)first["refused"]!).ShouldBe((2, 0, 2));
        first["rows"]!.AsArray().Select(static one => (string?)one!["verdict"]).ShouldBe(["linked", "linked", "refused", "refused"]);
        var second = (await site.App.PostAsync("/api/sync/links/table", Csv)).Body!;
        ((int)second["linked"]!, (int)second["known"]!, (int)second["refused"]!).ShouldBe((0, 2, 2));
        await site.LinksAsync(2);
        await site.PartiesAsync(static all => (string?)all[0]["telephone"] is "1", "they are compared");
        (await site.App.PostAsync("/api/sync/links/table", """{ "flow": "shop-erp", "csv": "a,b\n" }""")).Blamed.ShouldBe(["csv"]);
        (await site.App.PostAsync("/api/sync/links/table", """{ "flow": "shop-erp" }""")).Blamed.ShouldBe(["links"]);
    }

    [Fact]
    public async Task A_row_of_a_table_that_names_a_record_which_is_not_there_is_refused_where_the_system_can_say_so()
    {
        await using var site = await PairSite.StartAsync(ByHandOnly.Replace("system: erp", "system: books", StringComparison.Ordinal));
        site.Customer(new JsonObject { ["name"] = "Ada" });
        site.Party(new JsonObject { ["name"] = "Ada" });
        const string Csv = """{ "flow": "shop-erp", "csv": "leftId,rightId\n1,1\n2,9\n" }""";
        var rows = (await site.App.PostAsync("/api/sync/links/table", Csv)).Body!["rows"]!.AsArray();
        rows.Select(static one => (string?)one!["verdict"]).ShouldBe(["linked", "refused"]);
        ((string?)rows[1]!["reason"])!.ShouldContain("There is no party 9 in books.");
        await site.LinksAsync(1);
    }

    [Fact]
    public async Task A_create_that_nobody_can_judge_is_judged_by_a_link_by_hand()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp.Replace("match: [email]", "", StringComparison.Ordinal)
                .Replace("create: both", "create: toRight", StringComparison.Ordinal),
            static server => server.Erp.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "POST", Times = 1 }));
        site.Customer(new JsonObject { ["name"] = "Ada" });
        JsonArray dead = [];
        await TestApp.EventuallyAsync(
            async () => (dead = (await site.App.GetAsync("/api/sync/dead-letters?cause=outcome-unknown")).Items)
                .Count == 1, "a person is asked");
        site.Parties().ShouldHaveSingleItem();
        (await LinkAsync(site, "1", "1")).Status.ShouldBe(200);
        await site.LinksAsync(1);
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/sync/deliveries?state=pending")).Items.Count == 0, "nothing waits");
        site.Erp.Ledger["parties"].Created.ShouldBe(1);
    }

    [Fact]
    public async Task A_link_whose_partner_is_being_made_anew_is_not_taken_apart()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp.Replace("create: both", "create: toRight", StringComparison.Ordinal) + "\nresurrect: true\n");
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Erp.Records.Delete("parties", "1");
        await site.LinksAsync(1, "right-gone");
        await site.QuietAsync();
        site.Erp.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "POST", Times = 1 });
        site.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 429, Method = "GET", Id = "1", Skip = 1 });
        site.Shop.Records.Change("customers", "1", new JsonObject { ["name"] = "Ada King" });
        await site.PartiesAsync(static all => all.Count == 1, "it is made, and the answer lost");
        var link = (await site.LinkAsync())["id"]!;
        (await site.App.PostAsync($"/api/sync/links/{link}/unlink", "{}")).Status.ShouldBe(409);
        site.Shop.Records.Delete("customers", "1");
        site.Erp.Faults.Clear();
        await site.LinksAsync(1, "left-gone");
        await site.QuietAsync();
        ((string?)(await site.LinkAsync())["rightId"]).ShouldBe("2", "it is known what became of the create");
        (await OpenAsync(site)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_sets_a_dead_letter_aside_ends_its_open_create_too_whatever_it_died_of()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp,
            static server => server.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 400, Method = "POST" }));
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        JsonArray dead = [];
        await TestApp.EventuallyAsync(
            async () => (dead = (await site.App.GetAsync("/api/sync/dead-letters")).Items).Count == 1, "it is dead");
        ((string?)dead[0]!["cause"] is "outcome-unknown").ShouldBeFalse();
        await site.App.Services.GetRequiredKeyedService<IStore>("sync").WriteAsync(
            transaction => transaction.ExecuteAsync(
                """
                insert into open_creates (flow, subject, delivery_id, send_key, fields, opened_at, sent_at, is_released)
                values ('shop-erp', 'shop:customer/1', $1, 'key', '{}', 0, 0, 0)
                """,
                (long)dead[0]!["id"]!),
            TestContext.Current.CancellationToken);
        (await site.App.PostAsync($"/api/sync/dead-letters/{dead[0]!["id"]}/discard", """{ "reason": "seen to" }""")).Status
            .ShouldBeLessThan(300);
        (await OpenAsync(site)).ShouldBe(0);
    }

    [Fact]
    public async Task A_flow_that_has_linked_records_keeps_its_sides()
    {
        await using var site = await PairSite.StartAsync(ByHandOnly);
        site.Customer(new JsonObject { ["name"] = "Ada" });
        site.Party(new JsonObject { ["name"] = "Ada" });
        (await LinkAsync(site, "1", "1")).Status.ShouldBe(200);
        await site.QuietAsync();
        await site.App.Services.GetRequiredKeyedService<IStore>("sync").WriteAsync(
            static transaction => transaction.ExecuteAsync("delete from poll_cursors"), TestContext.Current.CancellationToken);
        var text = ByHandOnly.Replace("left:", "@:", StringComparison.Ordinal).Replace("right:", "left:", StringComparison.Ordinal)
            .Replace("@:", "right:", StringComparison.Ordinal);
        var refused = await site.App.PostAsync("/api/sync/flows/apply", JsonSerializer.Serialize(new { text }));
        (refused.Status, (string?)refused.Body!["errors"]?["to"]?[0]).ShouldBe(
            (409, "shop-erp has brought shop/customer and erp/party until now; its links and deliveries mean records of there. "
                + "Give the flow of erp/party and shop/customer a name of its own."));
    }

    [Fact]
    public async Task Mappings_of_other_flows_know_what_belongs_together()
    {
        const string Refs =
            """
            name: refs
            from: { system: erp, kind: party, on: [created, changed] }
            trigger: { poll: { every: 50ms } }
            to: { system: crm, kind: customer }
            map: { name: name, externalId: "ref('shop', 'customer', id)" }
            set: { source: shop }
            retry: { first: 20ms }
            """;
        await using var site = await PairSite.StartAsync([PairSite.ShopErp, Refs]);
        site.Customer(new JsonObject { ["name"] = "Ada" });
        var bo = site.Customer(new JsonObject { ["name"] = "Bo" });
        site.Shop.Records.Delete("customers", "1");
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/customers?q=bo")).Items is [{ } one]
                && string.Equals((string?)one["externalId"], bo.Id, StringComparison.Ordinal),
            "the customer has the id of the shop");
    }

    private static async Task<long> OpenAsync(PairSite site) => await site.App.Services.GetRequiredKeyedService<IStore>("sync").ReadAsync(
        reader => reader.FirstAsync("select count(*) from open_creates", static row => row.Int64(0)));

    private static Task<ApiAnswer> LinkAsync(PairSite site, string left, string right) => site.App.PostAsync(
        "/api/sync/links", $$"""{ "flow": "shop-erp", "leftId": "{{left}}", "rightId": "{{right}}" }""");
}
