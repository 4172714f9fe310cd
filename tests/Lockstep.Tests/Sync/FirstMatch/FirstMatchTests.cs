using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Pairs;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.FirstMatch;

/// <summary>Two systems that hold the same people under other spellings.</summary>
[RunsOnEachStore]
public sealed class FirstMatchTests
{
    private const string Path = "/api/sync/flows/shop-erp/first-match";

    private const string Flow =
        """
        name: shop-erp
        between:
          left: { system: shop, kind: customer, poll: { every: 50ms, overlap: 1s } }
          right: { system: erp, kind: party, poll: { every: 50ms } }
        fields:
          name: { left: name, right: name, like: [trim] }
          email: { left: email, right: email, like: [trim, case] }
          phone: { left: phone, right: telephone }
        match:
          required: true
          region: GB
          link: 10
          ask: 4
          rules:
            email: { as: email, weight: 10 }
            phone: { as: phone, weight: 6 }
            name: { as: name, weight: 5, atLeast: 0.8 }
        create: both
        timeout: 2s
        retry: { first: 20ms, max: 200ms }
        """;

    [Fact]
    public async Task Nothing_is_made_before_the_report_was_accepted_and_then_what_has_a_partner_is_linked_and_the_rest_made_once()
    {
        await using var site = await PairSite.StartAsync(Flow, Fill);
        await site.QuietAsync();
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((5, 5), "what the test made");
        (await site.App.GetAsync(Path)).Status.ShouldBe(404);
        (await site.App.PostAsync(Path, "")).Status.ShouldBe(202);
        var report = await UntilAsync(site, "ready");
        CountsOf(report["left"]!).ShouldBe("read 5, linked 0, link 2, ask 3, create 0, alone 0, fault 0");
        CountsOf(report["right"]!).ShouldBe("read 5, linked 0, link 2, ask 2, create 1, alone 0, fault 0");
        (site.Shop.Ledger["customers"].Created, site.Erp.Ledger["parties"].Created).ShouldBe((5, 5), "a report makes nothing");

        var sure = await RowsAsync(site, "side=left&verdict=link");
        sure.Select(static row => $"{row["label"]}: {row["reason"]}").ShouldBe(
        [
            "ada@example.com · +44 20 7946 0018 · Ada Lovelace: The same email, name.",
            "020 7946 0019 · Bo Diddley: The same phone, name.",
        ]);
        var twins = (await RowsAsync(site, "side=right&verdict=ask")).First(
            static row => $"{row["label"]}".StartsWith("Twin", StringComparison.Ordinal));
        twins["candidates"]!.AsArray().Count.ShouldBe(2);
        var csv = await site.App.Admin.GetStringAsync($"{Path}/rows.csv?verdict=create", TestContext.Current.CancellationToken);
        csv.ShouldContain("right,5,eve@example.com · Eve,create");

        (await site.App.PostAsync($"{Path}/accept", """{ "all": true }""")).Status.ShouldBe(202);
        await UntilAsync(site, "accepted");
        await site.LinksAsync(3);
        await site.QuietAsync();
        (site.Customers().Count, site.Parties().Count).ShouldBe((6, 5), "Eve alone was missing, on the left");
        site.Customers().Count(static one => (string?)one["email"] is "eve@example.com").ShouldBe(1);
        (await site.App.GetAsync("/api/sync/conflicts?state=open&kind=ambiguous")).Items.Count.ShouldBe(
            5, "a person is asked about the others");

        site.Customer(new JsonObject { ["name"] = "New", ["email"] = "new@example.com" });
        await site.LinksAsync(4);
        site.Parties().Count.ShouldBe(6, "from now on the flow makes what is new");
    }

    [Fact]
    public async Task Rows_are_accepted_one_by_one_and_the_rest_waits()
    {
        await using var site = await PairSite.StartAsync(Flow, Fill);
        await site.App.PostAsync(Path, "");
        await UntilAsync(site, "ready");
        var sure = await RowsAsync(site, "side=left&verdict=link");
        var first = (string)sure[0]["id"]!;
        var accepted = await site.App.PostAsync($"{Path}/accept", $$"""{ "left": ["{{first}}"] }""");
        ((int?)accepted.Body!["linked"], (string?)accepted.Body["match"]!["state"]).ShouldBe((1, "ready"));
        await site.LinksAsync(1);
        await site.QuietAsync();
        site.Customers().Count.ShouldBe(5, "the others wait for the rest to be accepted");
        (await RowsAsync(site, "side=left&verdict=linked")).Select(static row => (string?)row["id"]).ShouldBe([first]);
        var again = await site.App.PostAsync($"{Path}/accept", $$"""{ "left": ["{{first}}"] }""");
        (again.Status, again.Body!["errors"]!["left"] is not null).ShouldBe((400, true));
        (await site.App.PostAsync($"{Path}/accept", "{}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_system_that_can_not_be_read_for_a_while_is_read_on_where_it_was()
    {
        await using var site = await PairSite.StartAsync(
            Flow,
            static server =>
            {
                Fill(server);
                server.Erp.Settings = server.Erp.Settings with { PageSizeMax = 2 };
            },
            ("FirstMatch:Pause", "00:00:00.050"));
        site.Erp.Faults.Add(new Fault { Kind = "parties", Method = "GET", What = FaultKind.Refuse, Status = 503, Times = 4 });
        await site.App.PostAsync(Path, "");
        CountsOf((await UntilAsync(site, "ready"))["right"]!).ShouldBe("read 5, linked 0, link 2, ask 2, create 1, alone 0, fault 0");
    }

    [Fact]
    public async Task One_that_was_cut_off_goes_on_behind_a_start_and_two_of_a_flow_are_never_under_way()
    {
        await using var site = await PairSite.StartAsync(Flow, Fill, ("FirstMatch:Pause", "00:00:00.050"));
        site.Erp.Faults.Add(new Fault { Kind = "parties", Method = "GET", What = FaultKind.Refuse, Status = 503, Times = 1_000 });
        await site.App.PostAsync(Path, "");
        await TestApp.EventuallyAsync(
            async () => (string?)(await site.App.GetAsync(Path)).Body!["stage"] is "right", "the left side is read");
        (await site.App.PostAsync(Path, "")).Status.ShouldBe(409);
        await site.RestartAsync();
        site.Erp.Faults.Clear();
        CountsOf((await UntilAsync(site, "ready"))["left"]!).ShouldBe("read 5, linked 0, link 2, ask 3, create 0, alone 0, fault 0");
    }

    [Fact]
    public async Task An_erasure_empties_also_what_the_linked_record_of_the_other_side_said()
    {
        const string Match = "match: { required: true, link: 10, ask: 4, rules: { email: { as: email, weight: 10 } } }";
        await using var site = await PairSite.StartAsync(
            PairRingTests.CrmShop.Replace("match: [email]", Match, StringComparison.Ordinal));
        var id = await site.App.AddCustomerAsync("""{ "name": "Zuleika", "email": "z@example.com" }""");
        var other = site.Customer(new JsonObject { ["name"] = "Zuleika", ["email"] = "z@example.com" }).Id;
        (await site.App.PostAsync(
            "/api/sync/links", $$"""{ "flow": "crm-shop", "leftId": "{{id}}", "rightId": "{{other}}" }""")).Status.ShouldBe(200);
        const string Crm = "/api/sync/flows/crm-shop/first-match";
        (await site.App.PostAsync(Crm, "")).Status.ShouldBe(202);
        await TestApp.EventuallyAsync(
            async () => (string?)(await site.App.GetAsync(Crm)).Body!["state"] is "ready", "the first match is ready");
        (await KeptAsync(site)).ShouldBe(2);
        (await site.App.PostAsync($"/api/customers/{id}/erase", "")).Status.ShouldBe(200);
        (await KeptAsync(site)).ShouldBe(0);
    }

    private static async Task<long> KeptAsync(PairSite site) =>
        await site.App.Services.GetRequiredKeyedService<IStore>("sync").ReadAsync(reader => reader.FirstAsync(
            "select count(*) from first_match_records where label like $1 or forms like $1", static row => row.Int64(0), "%z@example%"));

    [Fact]
    public async Task A_flow_without_rules_has_no_first_match()
    {
        await using var site = await PairSite.StartAsync(PairSite.ShopErp.Replace("match: [email]\n", "", StringComparison.Ordinal));
        (await site.App.PostAsync(Path, "")).Status.ShouldBe(409);
        (await site.App.PostAsync("/api/sync/flows/nobody/first-match", "")).Status.ShouldBe(404);
    }

    private static void Fill(SimulatorServer server)
    {
        foreach (var (name, email, phone) in new[]
        {
            ("Ada Lovelace", "ada@example.com", "+44 20 7946 0018"), ("Bo Diddley", null, "020 7946 0019"),
            ("Cyril Young", "cy@example.com", null), ("Tim Twin", "twin@example.com", null), ("Tom Other", "twin@example.com", null),
        })
        {
            server.Crm.Records.Create("customers", new JsonObject { ["name"] = name, ["email"] = email, ["phone"] = phone });
        }

        foreach (var (name, email, phone) in new[]
        {
            ("LOVELACE, Ada", "ADA@Example.com", null), ("Diddley Bo", null, "+442079460019"), ("Cyrill Young", null, null),
            ("A Twin of Nobody", "Twin@example.com", null), ("Eve", "eve@example.com", (string?)null),
        })
        {
            server.Erp.Records.Create("parties", new JsonObject { ["name"] = name, ["email"] = email, ["telephone"] = phone });
        }
    }

    private static async Task<JsonNode> UntilAsync(PairSite site, string state)
    {
        JsonNode? report = null;
        await TestApp.EventuallyAsync(
            async () => string.Equals(
                (string?)(report = (await site.App.GetAsync(Path)).Body!)["state"], state, StringComparison.Ordinal),
            $"the first match is {state}");
        return report!;
    }

    private static async Task<IReadOnlyList<JsonNode>> RowsAsync(PairSite site, string query) =>
        [.. (await site.App.GetAsync($"{Path}/rows?{query}")).Items.Select(static row => row!)];

    private static string CountsOf(JsonNode side) => string.Join(", ", side.AsObject().Select(static one => $"{one.Key} {one.Value}"));
}
