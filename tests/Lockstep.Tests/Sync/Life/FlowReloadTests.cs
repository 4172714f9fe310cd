using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Life;

/// <summary>Files of flows that come, change and go while the server runs.</summary>
[RunsOnEachStore]
public sealed class FlowReloadTests
{
    [Fact]
    public async Task A_new_file_is_in_force_without_a_restart_and_each_text_of_it_is_a_version()
    {
        await using var site = await LifeSite.StartAsync();
        await site.App.AddCustomerAsync("""{"name":"before"}""");
        site.Write("shop.yaml", LifeSite.ToShop());
        await site.LookAsync();
        var id = await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.VisitedAsync(1);
        site.Write("shop.yaml", LifeSite.ToShop("description: only new ones\nfilter: version == `1`"));
        await site.LookAsync();
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ada King"}""");
        await TestApp.EventuallyAsync(async () => await site.CountAsync("?state=skipped") == 1, "the new filter leaves it out");

        // The one before may be taken in by then or not, and is none of this.
        site.Shop.Visits.Where(visit => visit.Record.EndsWith($"/{id}", StringComparison.Ordinal))
            .ShouldBe([new Visit("one", $"to-shop:customers/{id}", 1)]);
        var flow = await site.FlowAsync();
        ((long)flow["version"]!, (string?)flow["origin"], (string?)flow["file"], (string?)flow["appliedBy"], (string?)flow["description"])
            .ShouldBe((2L, "file", "shop.yaml", "system:flows", "only new ones"));
        var history = (await site.App.GetAsync("/api/sync/flows/to-shop/history")).Items;
        history.Select(static one => ((long)one!["version"]!, (string?)one["state"])).ShouldBe([(2L, "in force"), (1L, "replaced")]);
    }

    [Fact]
    public async Task A_wrong_file_changes_nothing_is_shown_with_its_place_and_keeps_no_restart_from_going_on()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        site.Write("shop.yaml", LifeSite.ToShop("filter: name ==\ntiemout: 5s"));
        await site.LookAsync();
        await ShouldGoOnAsync(site, 1);
        await site.RestartAsync();
        await ShouldGoOnAsync(site, 2);
        site.Write("shop.yaml", LifeSite.ToShop());
        await site.LookAsync();
        var list = (await site.App.GetAsync("/api/sync/flows")).Body!;
        (list["wrong"]!.AsArray().Count, (long)list["items"]![0]!["version"]!).ShouldBe((0, 1L), "the text is the one in force");
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_not_taken()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        site.Write("shop.yaml", LifeSite.ToShop("filter: 'false'"));
        await LookOnceAsync(site);
        site.Write("shop.yaml", LifeSite.ToShop("filter: 'true'"));
        await LookOnceAsync(site);
        ((long)(await site.FlowAsync())["version"]!).ShouldBe(1);
        await LookOnceAsync(site);
        ((long)(await site.FlowAsync())["version"]!).ShouldBe(2);
        var text = (await site.App.GetAsync("/api/sync/flows/to-shop/versions/2")).Body!;
        ((string?)text["text"])!.ShouldContain("filter: 'true'");
    }

    [Fact]
    public async Task The_server_looks_at_its_folder_by_itself()
    {
        await using var site = await LifeSite.StartAsync("00:00:00.050");
        site.Write("shop.yaml", LifeSite.ToShop());
        await TestApp.EventuallyAsync(async () => (await site.App.GetAsync("/api/sync/flows")).Items.Count == 1, "the file is taken");
        site.Delete("shop.yaml");
        await TestApp.EventuallyAsync(async () => (await site.App.GetAsync("/api/sync/flows")).Items.Count == 0, "it is gone");
    }

    [Fact]
    public async Task A_flow_whose_file_is_gone_hears_nothing_until_it_is_back_under_whatever_file()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        site.Delete("shop.yaml");
        await site.LookAsync();
        await site.App.AddCustomerAsync("""{"name":"unheard"}""");
        await site.App.HandedOverAsync("crm");
        (await site.App.GetAsync("/api/sync/flows")).Items.ShouldBeEmpty();
        site.Write("again.yaml", LifeSite.ToShop());
        await site.LookAsync();
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.DeliveredAsync(1);
        (await site.CountAsync("")).ShouldBe(1);
        ((long)(await site.FlowAsync())["version"]!).ShouldBe(1, "the text is no other");
        site.Delete("again.yaml");
        site.Write("moved.yaml", LifeSite.ToShop());
        await site.LookAsync();
        ((string?)(await site.FlowAsync())["file"]).ShouldBe("moved.yaml");
    }

    [Fact]
    public async Task A_flow_that_was_renamed_in_its_file_goes_with_the_file()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        site.Write("shop.yaml", LifeSite.ToShop(name: "renamed"));
        await site.LookAsync();
        ((string?)(await site.App.GetAsync("/api/sync/flows")).Items.ShouldHaveSingleItem()!["name"]).ShouldBe("renamed");
        site.Delete("shop.yaml");
        await site.LookAsync();
        (await site.App.GetAsync("/api/sync/flows")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_beside_a_flow_is_a_part_of_its_version()
    {
        const string Mapping = "tables: { country: country.csv }\nfilter: lookup('country', name) == 'Germany'";
        await using var site =
            await LifeSite.StartAsync(("country.csv", "code,name\nDE,Germany\n"), ("shop.yaml", LifeSite.ToShop(Mapping)));
        site.Write("country.csv", "code,name\nDE,Germany\nD,Germany\n");
        await site.LookAsync();
        await site.App.AddCustomerAsync("""{"name":"D"}""");
        await site.DeliveredAsync(1);
        var diff = (string?)(await site.App.GetAsync("/api/sync/flows/to-shop/versions/1/diff")).Body!["diff"];
        diff!.ShouldContain("+ D,Germany");
        (await site.App.PostAsync("/api/sync/flows/to-shop/versions/1/apply", "")).Status.ShouldBe(200);
        var now = (await site.App.GetAsync("/api/sync/flows/to-shop/versions/3")).Body!;
        ((string?)now["tables"]!["country.csv"]).ShouldBe("code,name\nDE,Germany\n");
    }

    private static Task LookOnceAsync(LifeSite site) => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
        .GetRequiredService<Lockstep.Sync.Versions.FlowFolderWatch>(site.App.Services).LookAsync(CancellationToken.None);

    private static async Task ShouldGoOnAsync(LifeSite site, int visits)
    {
        var flow = await site.FlowAsync();
        ((string?)flow["state"], (long)flow["version"]!).ShouldBe(("running", 1L));
        ((string?)flow["wrong"])!.ShouldMatch("^tiemout is not a field of a flow; .* at 7:10$");
        var wrong = (await site.App.GetAsync("/api/sync/flows")).Body!["wrong"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)wrong["file"], (string?)wrong["flow"]).ShouldBe(("shop.yaml", "to-shop"));
        wrong["faults"]!.AsArray().Select(static one => ((string?)one!["field"], (long)one["line"]!))
            .ShouldBe([("tiemout", 7L), ("filter", 6L)], true);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.VisitedAsync(visits);
        (await site.App.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken))
            .ShouldContain("lockstep_flows{state=\"wrong\"} 1");
    }
}
