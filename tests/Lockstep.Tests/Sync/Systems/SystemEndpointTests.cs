using Lockstep.Tests.Connectors;
using Lockstep.Tests.Connectors.Sample;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>What the API tells of systems.</summary>
public sealed class SystemEndpointTests
{
    [Fact]
    public async Task Modules_and_outside_systems_are_listed_with_what_they_can_do_and_nothing_secret()
    {
        await using var site = await SystemSite.StartAsync(SystemSite.AnyFlow);
        var body = (await site.App.GetAsync("/api/systems")).Body!;
        var items = body["items"]!.AsArray();
        items.Select(static one => (string?)one!["name"]).Contains("crm", StringComparer.Ordinal).ShouldBeTrue();
        var desk = items.Single(static one => (string?)one!["name"] is "desk")!;
        ((string?)desk["connector"], (string?)desk["file"], (string?)desk["signIn"]).ShouldBe(("notes", "desk.yaml", "api-key"));
        var kind = desk["kinds"]![0]!;
        kind["can"]!.AsArray().Select(static one => (string?)one).Contains("conditional-write", StringComparer.Ordinal).ShouldBeTrue();
        ((string?)kind["searchFields"]![0]).ShouldBe("code");
        ((int)desk["limits"]!["processes"]!, desk["leftAloneSeconds"]).ShouldBe((1, null), "it is in reach");
        body["connectors"]!.AsArray().Select(static one => (string?)one!["name"]).Contains("notes", StringComparer.Ordinal).ShouldBeTrue();
        body.ToJsonString().ShouldNotContain(NotesServer.Key);
    }

    [Fact]
    public async Task A_test_of_the_connection_says_what_was_reached_or_why_not()
    {
        await using var site = await SystemSite.StartAsync(SystemSite.AnyFlow);
        var good = (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/desk/test", null)).Body!;
        ((bool)good["ok"]!, (string?)good["message"]).ShouldBe((true, "Notes 1.0 at 127.0.0.1 lets us in."));
        site.Notes.Fail(Misbehaviour.LetsNobodyIn);
        var bad = (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/desk/test", null)).Body!;
        ((bool)bad["ok"]!, (string?)bad["cause"], (int?)bad["status"]).ShouldBe((false, "sign-in", 401));
        (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/nowhere/test", null)).Status.ShouldBe(404);
        ((bool)(await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/crm/test", null)).Body!["ok"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_secret_that_is_stored_later_counts_without_a_restart()
    {
        await using var site = await SystemSite.StartAsync(SystemSite.AnyFlow, key: "${secret:desk-key}");
        var without = (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/desk/test", null)).Body!;
        ((string?)without["cause"], (string?)without["message"]).ShouldBe(("sign-in", "The secret ${secret:desk-key} is not set."));
        (await site.App.Admin.SendAsync(HttpMethod.Put, "/api/secrets/systems.desk-key", $$"""{ "value": "{{NotesServer.Key}}" }"""))
            .Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            async () => (bool)(await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/desk/test", null)).Body!["ok"]!,
                "the secret is looked up again");
        (await site.App.GetAsync("/api/secrets")).Body!["items"]!.AsArray().Select(static one => (string?)one!["name"])
            .Contains("systems.desk-key", StringComparer.Ordinal).ShouldBeTrue();
    }
}
