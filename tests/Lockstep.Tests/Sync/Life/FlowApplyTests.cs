using System.Text.Json;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Life;

/// <summary>Texts of flows that come through the API.</summary>
[RunsOnEachStore]
public sealed class FlowApplyTests
{
    [Fact]
    public async Task What_is_applied_holds_over_a_restart_until_the_file_changes()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        var applied = await site.ApplyAsync(LifeSite.ToShop("description: by hand"));
        (applied.Status, applied.ETag, (bool)applied.Body!["isNew"]!).ShouldBe((200, "\"2\"", true));
        ((bool)(await site.ApplyAsync(LifeSite.ToShop("description: by hand"))).Body!["isNew"]!).ShouldBeFalse();
        await site.RestartAsync();
        await site.LookAsync();
        var flow = await site.FlowAsync();
        ((string?)flow["description"], (string?)flow["origin"], (long)flow["version"]!).ShouldBe(("by hand", "api", 2L));
        ((string?)flow["appliedBy"])!.ShouldStartWith("user:");
        site.Write("shop.yaml", LifeSite.ToShop("description: by the file"));
        await site.LookAsync();
        flow = await site.FlowAsync();
        ((string?)flow["description"], (string?)flow["origin"], (long)flow["version"]!).ShouldBe(("by the file", "file", 3L));
        var audit = (await site.App.GetAsync("/api/audit?action=flow:applied")).Items;
        ((string?)audit[0]!["target"], (string?)audit[0]!["actor"]).ShouldBe(("flows/to-shop", "user:1"));
    }

    [Fact]
    public async Task A_flow_needs_no_file_and_a_version_that_is_not_expected_is_not_replaced()
    {
        await using var site = await LifeSite.StartAsync();
        (await site.ApplyAsync(LifeSite.ToShop(), ("If-Match", "\"0\""))).Status.ShouldBe(200);
        (await site.ApplyAsync(LifeSite.ToShop("timeout: 3s"), ("If-Match", "\"0\""))).Status.ShouldBe(400, "a field is there twice");
        (await site.ApplyAsync(LifeSite.ToShop("description: x"), ("If-Match", "\"0\""))).Status.ShouldBe(412);
        var read = await site.App.GetAsync("/api/sync/flows/to-shop");
        (await site.ApplyAsync(LifeSite.ToShop("description: x"), ("If-Match", read.ETag!))).Status.ShouldBe(200);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.DeliveredAsync(1);
        (await site.ApplyAsync(LifeSite.ToShop("enabled: false"))).Body!["state"]!.ToString().ShouldBe("off");
        var list = (await site.App.GetAsync("/api/sync/flows")).Body!;
        (list["items"]!.AsArray().Count, list["off"]!.ToJsonString()).ShouldBe((0, """["to-shop"]"""));
    }

    [Fact]
    public async Task An_earlier_text_is_put_in_force_again_as_a_version_of_its_own()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop("description: first")));
        await site.ApplyAsync(LifeSite.ToShop("description: second"));
        var diff = (await site.App.GetAsync("/api/sync/flows/to-shop/versions/1/diff")).Body!;
        ((string?)diff["diff"])!.ShouldEndWith("- description: first\n+ description: second\n");
        ((string?)(await site.App.GetAsync("/api/sync/flows/to-shop/versions/2/diff?to=2")).Body!["diff"]).ShouldBe("");
        (await site.App.PostAsync("/api/sync/flows/to-shop/versions/1/apply", "")).Status.ShouldBe(200);
        var flow = await site.FlowAsync();
        ((string?)flow["description"], (long)flow["version"]!).ShouldBe(("first", 3L));
        (await site.App.PostAsync("/api/sync/flows/to-shop/versions/9/apply", "")).Status.ShouldBe(404);
        (await site.App.GetAsync("/api/sync/flows/to-shop/history?before=3")).Items.Count.ShouldBe(2);
        (await site.App.GetAsync("/api/sync/flows/nobody/history")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_wrong_text_is_refused_with_flow_field_and_position_and_a_check_changes_nothing()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        var wrong = await site.ApplyAsync(LifeSite.ToShop("filter: name ==\nretry: { attempts: 0 }")
            .Replace("shop, kind", "shoop, kind", StringComparison.Ordinal));
        wrong.Status.ShouldBe(400);
        ((string?)wrong.Body!["detail"])!.ShouldStartWith("The flow to-shop is wrong: ");
        wrong.Blamed.ShouldBe(["filter", "retry.attempts", "to.system"]);
        ((string?)wrong.Body!["errors"]!["to.system"]![0])
            .ShouldBe("line 3, column 15: to.system: there is no system shoop; did you mean shop?");
        ((string?)wrong.Body["errors"]!["retry.attempts"]![0]).ShouldBe("line 7, column 20: retry.attempts must be from 1 to 1000");
        (await site.ApplyAsync("name: [")).Blamed.ShouldBe(["text"]);
        (await site.ApplyAsync("")).Blamed.ShouldBe(["text"]);
        (await site.ApplyAsync(new string('[', 200_000))).Blamed.ShouldBe(["text"], "the process lives");
        (await site.ApplyAsync(LifeSite.ToShop($"tests: [{{ filtered: true, input: {Laughs()} }}]")))
            .Blamed.ShouldBe(["tests[1]", "tests[1].input"]);
        var text = LifeSite.ToShop("description: checked\ntests: [{ input: { version: 3 }, expected: { version: 4 } }]");
        var check = (await site.App.PostAsync("/api/sync/flows/check", JsonSerializer.Serialize(new { text }))).Body!;
        ((string?)check["flow"], (long)check["version"]!, (bool)check["isNew"]!, (int)check["tests"]!).ShouldBe(("to-shop", 1L, true, 1));
        ((string?)check["diff"])!.ShouldContain("+ description: checked");
        ((string?)check["failures"]![0])!.ShouldContain("version");
        ((long)(await site.FlowAsync())["version"]!).ShouldBe(1);
        await site.ApplyAsync(text);
        ((string?)(await site.App.PostAsync("/api/sync/flows/to-shop/test", "")).Body!["failures"]![0])!.ShouldContain("version");
    }

    [Fact]
    public async Task A_flow_that_has_brought_records_keeps_its_route_for_its_links_mean_records_of_there()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        var other = LifeSite.ToShop().Replace("system: shop, kind: customer", "system: inventory, kind: package", StringComparison.Ordinal);
        (await site.ApplyAsync(other)).Status.ShouldBe(200, "it has brought nothing yet");
        (await site.ApplyAsync(LifeSite.ToShop())).Status.ShouldBe(200);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.DeliveredAsync(1);
        var refused = await site.ApplyAsync(other);
        (refused.Status, (string?)refused.Body!["errors"]!["to"]![0]).ShouldBe(
            (409, "to-shop has brought crm/customer to shop/customer until now; its links and deliveries mean records of there. "
                + "Give the flow of crm/customer to inventory/package a name of its own."));
        site.Write("shop.yaml", other);
        await site.LookAsync();
        ((string?)(await site.FlowAsync())["wrong"])!.ShouldStartWith("to-shop has brought");
    }

    /// <summary>A short text that says ten times ten times … the same.</summary>
    private static string Laughs() => Enumerable.Range(0, 12).Aggregate(
        "&a0 [x]", static (inner, level) => $"&a{level + 1} [{inner}, {string.Join(", ", Enumerable.Repeat($"*a{level}", 9))}]");
}
