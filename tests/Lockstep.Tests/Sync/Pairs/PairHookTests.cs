using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Flows between two systems of which one tells of its changes by calls.</summary>
[RunsOnEachStore]
public sealed class PairHookTests
{
    private const string Secret = "open sesame";
    private const string Hook =
        """webhook: { scheme: secret, secret: "${secret:erp-hook}", idHeader: X-Id, records: "changed[]", id: id }""";

    private const string Polled = "right: { system: erp, kind: party, poll: { every: 50ms } }";

    /// <summary>Nobody asks the ERP what changed.</summary>
    private static readonly string Told =
        PairSite.ShopErp.Replace(Polled, $"right: {{ system: erp, kind: party, {Hook} }}", StringComparison.Ordinal)
        + "\ndeletes: { right: propagate }\n";

    private static readonly string Both = Told.Replace(Hook, $"poll: {{ every: 50ms }}, {Hook}", StringComparison.Ordinal);

    private int _calls;

    [Fact]
    public async Task A_call_brings_what_was_made_changed_and_deleted_on_a_side_that_nobody_polls()
    {
        await using var site = await StartAsync(Told);
        ((string?)(await site.App.GetAsync("/api/sync/flows/shop-erp")).Body!["trigger"])
            .ShouldBe("both ways; left polled every 00:00:00.0500000, right by webhook (secret)");
        var party = site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        (await TellAsync(site, [party.Id])).ShouldBe((202, false));
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada", "it is made");
        site.Erp.Records.Change("parties", party.Id, new JsonObject { ["name"] = "Ada King" });
        await TellAsync(site, [party.Id]);
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada King", "it is changed");
        site.Erp.Records.Delete("parties", party.Id);
        await TellAsync(site, [party.Id]);
        await site.CustomersAsync(static all => all.Count == 0, "it is deleted");
        await WorkedThroughAsync(site, 3);
        site.Erp.Ledger.Requests.ShouldNotContain(static one => one.Target.Contains("changes", StringComparison.Ordinal));
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((1, 1));
    }

    [Fact]
    public async Task The_other_side_is_brought_as_ever_and_what_it_writes_comes_back_as_a_call_without_effect()
    {
        await using var site = await StartAsync(Told);
        var customer = site.Customer(new JsonObject { ["name"] = "Bo", ["email"] = "bo@example.com" });
        await site.LinksAsync(1);
        await TellAsync(site, ["1"]);
        site.Shop.Records.Change("customers", customer.Id, new JsonObject { ["name"] = "Bo Diddley" });
        await site.PartiesAsync(static all => all is [{ } one] && (string?)one["name"] is "Bo Diddley", "the ERP has it");
        await TellAsync(site, ["1"]);
        await WorkedThroughAsync(site, 2);
        site.Parties().ShouldHaveSingleItem();
        ((string?)site.Customers().ShouldHaveSingleItem()["name"]).ShouldBe("Bo Diddley");
    }

    [Fact]
    public async Task A_call_that_is_repeated_forged_or_about_nothing_has_no_effect_and_one_may_name_many()
    {
        await using var site = await StartAsync(Told);
        string[] ids =
        [
            .. Enumerable.Range(0, 10).Select(
                number => site.Party(new JsonObject { ["name"] = $"N{number}", ["email"] = $"n{number}@example.com" }).Id),
        ];
        (await TellAsync(site, ids, "many")).ShouldBe((202, false));
        (await TellAsync(site, ids, "many")).ShouldBe((202, true));
        (await TellAsync(site, ids, "forged", "close sesame")).ShouldBe((401, false));
        (await TellAsync(site, ["no such party"])).ShouldBe((202, false));
        (await TellAsync(site, [])).ShouldBe((202, false));
        await WorkedThroughAsync(site, 3);
        await site.CustomersAsync(static all => all.Count == 10, "ten are made");
        site.Shop.Ledger["customers"].Created.ShouldBe(10);
        var looks = (await site.App.GetAsync("/api/sync/deliveries?size=100")).Items;
        looks.Count(static one => ((string?)one!["subject"])!.StartsWith("erp:party/", StringComparison.Ordinal)).ShouldBe(11);
        looks.Any(static one => (string?)one!["subject"] is "erp:party/no such party" && (string?)one["state"] is "skipped").ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_in_which_no_record_is_found_fails_and_is_replayed()
    {
        await using var site = await StartAsync(Told);
        var party = site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        (await PostAsync(site, $$"""{ "changed": [{ "number": "{{party.Id}}" }] }""", "1", Secret)).Status.ShouldBe(202);
        JsonArray failed = [];
        await TestApp.EventuallyAsync(
            async () => (failed = (await site.App.GetAsync("/api/sync/hooks?state=failed")).Items).Count == 1, "it failed");
        ((string?)failed[0]!["reason"]).ShouldBe("id leads to no id of 1 to 200 characters.");
        var text = Told.Replace("id: id }", "id: number }", StringComparison.Ordinal);
        (await site.App.PostAsync("/api/sync/flows/apply", new JsonObject { ["text"] = text }.ToJsonString())).Status.ShouldBe(200);
        (await site.App.PostAsync($"/api/sync/hooks/calls/{failed[0]!["id"]}/replay", "")).Status.ShouldBe(202);
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada", "it is made");
    }

    [Fact]
    public async Task A_side_that_is_polled_too_makes_nothing_twice()
    {
        await using var site = await StartAsync(Both);
        for (var number = 0; number < 8; number++)
        {
            var party = site.Party(new JsonObject { ["name"] = $"N{number}", ["email"] = $"n{number}@example.com" });
            await TellAsync(site, [party.Id]);
            site.Erp.Records.Change("parties", party.Id, new JsonObject { ["telephone"] = $"{number}" });
            await TellAsync(site, [party.Id]);
        }

        await WorkedThroughAsync(site, 16);
        await site.CustomersAsync(
            static all => all.Count == 8 && all.All(
                static one => string.Equals((string?)one["phone"], ((string?)one["name"])![1..], StringComparison.Ordinal)),
            "all are made");
        await site.QuietAsync();
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((8, 8));
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_the_calls_about_a_record_that_can_not_be_looked_at_yet_no_more_than_two_make_a_look()
    {
        await using var site = await StartAsync(
            Told, static server => server.Erp.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 503, Method = "GET" }));
        var party = site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        for (var number = 1; number <= 5; number++)
        {
            await TellAsync(site, [party.Id]);
            await DoneAsync(site, number);
        }

        (await site.App.GetAsync("/api/sync/deliveries")).Items.Select(static one => (string?)one!["state"])
            .Order(StringComparer.Ordinal).ShouldBe(["blocked", "pending"]);
        site.Erp.Records.Change("parties", party.Id, new JsonObject { ["name"] = "Ada King" });
        site.Erp.Faults.Clear();
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada King", "it is made");
        await WorkedThroughAsync(site, 5);
    }

    [Fact]
    public async Task An_erasure_takes_out_the_calls_about_the_record_that_is_linked_to_the_person()
    {
        var flow = PairRingTests.CrmShop.Replace("poll: { every: 50ms, overlap: 1s }", Hook, StringComparison.Ordinal);
        await using var site = await StartAsync(flow);
        var (mine, other) = (
            site.Customer(new JsonObject { ["name"] = "Zuleika", ["email"] = "z@example.com" }),
            site.Customer(new JsonObject { ["name"] = "Noaks", ["email"] = "n@example.com" }));
        await TellAsync(site, [mine.Id], flow: "crm-shop");
        await TellAsync(site, [other.Id], flow: "crm-shop");
        await site.LinksAsync(2);
        var id = (await site.App.GetAsync("/api/customers")).Items.Single(static one => (string?)one!["name"] is "Zuleika")!["id"];
        var erased = await site.App.PostAsync($"/api/customers/{id}/erase", "");
        (erased.Status, (long)erased.Body!["records"]!["incomingHooks"]!).ShouldBe((200, 1));
        var calls = (await site.App.GetAsync("/api/sync/hooks?sort=id")).Items;
        calls.Select(static one => (bool)one!["isErased"]!).ShouldBe([true, false]);
    }

    private static async Task<PairSite> StartAsync(string flow, Action<Simulator.SimulatorServer>? set = null)
    {
        var site = await PairSite.StartAsync(flow, set);
        (await site.App.Admin.SendAsync(HttpMethod.Put, "/api/secrets/systems.erp-hook", $$"""{ "value": "{{Secret}}" }"""))
            .Status.ShouldBeLessThan(300);
        return site;
    }

    /// <summary>Tells of records by their ids; what was answered, and whether it was known.</summary>
    private async Task<(int, bool)> TellAsync(
        PairSite site, string[] ids, string? call = null, string secret = Secret, string flow = "shop-erp")
    {
        var body = new JsonObject
        {
            ["changed"] = new JsonArray([.. ids.Select(static id => (JsonNode)new JsonObject { ["id"] = id })]),
        };
        var answer = await PostAsync(site, body.ToJsonString(), call ?? $"call {++_calls}", secret, flow);
        return (answer.Status, answer.Body?["repeat"]?.GetValue<bool>() is true);
    }

    private static Task<ApiAnswer> PostAsync(PairSite site, string body, string call, string secret, string flow = "shop-erp") =>
        site.App.Anonymous.SendAsync(HttpMethod.Post, $"/api/sync/hooks/{flow}", body, ("X-Webhook-Secret", secret), ("X-Id", call));

    private static Task DoneAsync(PairSite site, int count) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/sync/hooks?state=done")).Items.Count == count, $"{count} calls are worked through");

    /// <summary>Waits until so many calls are worked through, and no look is on its way.</summary>
    private static async Task WorkedThroughAsync(PairSite site, int count)
    {
        await DoneAsync(site, count);
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/sync/deliveries?state=pending")).Items.Count == 0, "no look is on its way");
    }
}
