using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>Webhooks that are paused, switch themselves off, change their secrets, or go.</summary>
[RunsOnEachStore]
public sealed class WebhookLifeTests
{
    [Fact]
    public async Task While_secrets_are_rotated_both_sign_and_afterwards_only_the_new_one()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, first) = await site.AddAsync();
        var second = await RotateAsync(site, id, "1h");
        string.Equals(second, first, StringComparison.Ordinal).ShouldBeFalse();
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.CalledAsync(1);
        var both = site.Receiver.Calls[0];
        (both.IsSignedBy(first), both.IsSignedBy(second)).ShouldBe((true, true));
        var third = await RotateAsync(site, id, "0s");
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await site.CalledAsync(2);
        var one = site.Receiver.Calls[1];
        (one.IsSignedBy(first), one.IsSignedBy(second), one.IsSignedBy(third)).ShouldBe((false, false, true));
        (await site.App.PostAsync($"/api/webhooks/{id}/rotate", """{"overlap":"99d"}""")).Blamed.ShouldBe(["overlap"]);
        (await site.App.GetAsync($"/api/webhooks/{id}")).Body!.ToJsonString().ShouldNotContain("whsec_");
        (await site.App.GetAsync($"/api/webhooks/{id}/history")).Body!.ToJsonString().ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task What_one_process_changes_of_a_webhook_the_other_one_goes_by_at_once()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "Several processes work on PostgreSQL only.");
        await using var site = await WebhookSite.StartAsync();
        await using var other = await site.StartBesideAsync();
        const int Rounds = 5;
        for (var round = 0; round < Rounds; round++)
        {
            var (id, _) = await site.AddAsync();
            var made = await other.PostAsync("/api/customers", $$"""{"name":"Customer {{round}}"}""");
            var subject = $"customers/{made.Body!["id"]}";
            await TestApp.EventuallyAsync(
                () => Task.FromResult(site.Receiver.Calls.Any(call => string.Equals(call.Subject, subject, StringComparison.Ordinal))),
                "an event of after the subscription is never missed");
            (await other.Admin.SendAsync(HttpMethod.Delete, $"/api/webhooks/{id}", null)).Status.ShouldBe(204);
        }

        site.Receiver.Calls.Count.ShouldBe(Rounds, "each was sent once, by one of the two");
    }

    private static async Task<string> RotateAsync(WebhookSite site, long id, string overlap)
    {
        var answer = await site.App.PostAsync($"/api/webhooks/{id}/rotate", $$"""{"overlap":"{{overlap}}"}""");
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return (string)answer.Body!["secret"]!;
    }

    [Fact]
    public async Task A_receiver_that_is_gone_switches_its_webhook_off_with_a_notice_and_what_waits_goes_once_it_is_on_again()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync("""lockstep.customer.*","lockstep.webhook.disabled.v1""");
        site.Receiver.Say(410);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (string?)(await site.HealthAsync(id))["status"] is "disabled", "it is off");
        ((string?)(await site.App.GetAsync($"/api/webhooks/{id}")).Body!["disabledReason"])!.ShouldContain("410");
        (await site.App.GetAsync("/api/webhooks?status=disabled")).Items.Count.ShouldBe(1);
        var history = (await site.App.GetAsync($"/api/webhooks/{id}/history")).Items;
        ((string?)history[0]!["actor"], (string?)history[^1]!["actor"]).ShouldBeOneOf(("system:webhooks", "user:1"),
            ("user:1", "system:webhooks"));
        await TestApp.EventuallyAsync(
            async () => (await site.LogAsync(id)).Any(static one => (string?)one!["type"] is "lockstep.webhook.disabled.v1"),
                "an event tells of it");
        await TestApp.EventuallyAsync(
            async () => (await site.App.Anonymous.GetStringAsync("/metrics",
                TestContext.Current.CancellationToken)).Split('\n').Any(static line =>
                line.StartsWith("lockstep_webhooks{", StringComparison.Ordinal) && line.Contains("disabled", StringComparison.Ordinal)
                && line.EndsWith(" 1", StringComparison.Ordinal)),
            "the figure tells");
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await TestApp.EventuallyAsync(async () => (long)(await site.HealthAsync(id))["waiting"]! > 0, "what comes waits");
        var count = site.Receiver.Calls.Count;
        site.Receiver.Say(204);
        (await site.PatchAsync(id, """{"enabled":true}""")).Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Receiver.Calls.Skip(count).Any(static call => call.Subject is "customers/2")),
                "what has waited goes");
        var health = await site.HealthAsync(id);
        ((string?)health["status"], (long)health["failures"]!).ShouldBe(("active", 0));
    }

    [Fact]
    public async Task A_webhook_that_takes_nothing_for_too_long_switches_itself_off_and_nothing_is_lost()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:DisableAfter", "00:00:00"),
            ("OutgoingWebhooks:DisableFailures", "3"));
        var (id, _) = await site.AddAsync();
        site.Receiver.Say(503);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (string?)(await site.HealthAsync(id))["status"] is "disabled", "it is off");
        var health = await site.HealthAsync(id);
        ((long)health["waiting"]!, (long)health["failures"]!, (string?)health["disabledReason"]).ShouldSatisfyAllConditions(
            one => one.Item1.ShouldBe(1), one => one.Item2.ShouldBe(3), one => one.Item3!.ShouldContain("3 attempts"));
        site.Receiver.Say(204);
        await site.PatchAsync(id, """{"enabled":true}""");
        await site.LoggedAsync(id, "delivered");
    }

    [Fact]
    public async Task A_paused_webhook_sends_nothing_a_ping_all_the_same_and_what_came_meanwhile_later()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, secret) = await site.AddAsync(more: ""","enabled":false""");
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (long)(await site.HealthAsync(id))["waiting"]! == 1, "it waits");
        site.Receiver.Calls.ShouldBeEmpty();
        var ping = (await site.App.PostAsync($"/api/webhooks/{id}/ping", "")).Body!;
        ((bool)ping["delivered"]!, (int)ping["status"]!).ShouldBe((true, 204), ping.ToJsonString());
        (site.Receiver.Calls[0].Type, site.Receiver.Calls[0].IsSignedBy(secret)).ShouldBe(("lockstep.webhook.ping.v1", true));
        site.Receiver.Say(500);
        ((bool)(await site.App.PostAsync($"/api/webhooks/{id}/ping", "")).Body!["delivered"]!).ShouldBeFalse();
        site.Receiver.Say(204);
        await site.PatchAsync(id, """{"enabled":true}""");
        await site.LoggedAsync(id, "delivered");
    }

    [Fact]
    public async Task A_deleted_webhook_is_sent_nothing_and_leaves_no_delivery_that_waits()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync(more: ""","enabled":false""");
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (long)(await site.HealthAsync(id))["waiting"]! == 1, "it waits");
        (await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/webhooks/{id}", null)).Status.ShouldBe(204);
        (await site.App.GetAsync($"/api/webhooks/{id}")).Status.ShouldBe(404);
        (await site.App.GetAsync($"/api/webhooks/{id}/deliveries")).Status.ShouldBe(404);
        (await site.App.GetAsync("/api/sync/flows")).Body!["gone"]!.AsArray().ShouldBeEmpty();
        ((string?)(await site.App.GetAsync("/api/sync/deliveries?state=skipped")).Items[0]!["message"])!.ShouldContain("deleted by user:1");
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await TestApp.EventuallyAsync(async () => (await site.App.GetAsync("/api/packages")).Items.Count == 2, "that was taken in");
        site.Receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_that_wait_outlive_a_restart_and_are_no_flow_that_is_gone()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:RetryFirst", "00:00:00.010"));
        var (id, _) = await site.AddAsync();
        site.Receiver.Say(503);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.CalledAsync(1);
        site.Receiver.Say(204);
        await site.RestartAsync();
        await site.LoggedAsync(id, "delivered");
        (await site.App.GetAsync("/api/sync/flows")).Body!["gone"]!.AsArray().ShouldBeEmpty();
        site.Receiver.Calls.Select(static call => call.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_deleted_webhook_has_left_behind_is_set_aside_by_the_next_start()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync(more: ""","enabled":false""");
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (long)(await site.HealthAsync(id))["waiting"]! == 1, "it waits");

        // As if the process had died between the two commits of a deletion.
        await site.App.Services.GetRequiredKeyedService<IStore>("sync").WriteAsync(
            transaction => transaction.ExecuteAsync("delete from webhooks where id = $1", id), TestContext.Current.CancellationToken);
        await site.RestartAsync();
        (await site.App.GetAsync("/api/sync/deliveries?state=skipped")).Items.Count.ShouldBe(1);
        (await site.App.GetAsync("/api/sync/flows")).Body!["gone"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_that_is_deleted_while_events_come_in_leaves_no_delivery_that_waits()
    {
        await using var site = await WebhookSite.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var (id, _) = await site.AddAsync();
            var adding = Task.WhenAll(Enumerable.Range(0, 20).Select(
                number => site.App.AddCustomerAsync($$"""{"name":"Customer {{number}}"}""")));
            (await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/webhooks/{id}", null)).Status.ShouldBe(204);
            await adding;
        }

        await TestApp.EventuallyAsync(
            async () => (long)(await site.App.GetAsync("/api/packages")).Body!["total"]! == 100, "all events were taken in");
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/sync/deliveries?state=pending")).Items.Count == 0, "nothing waits");
        (await site.App.GetAsync("/api/sync/flows")).Body!["gone"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_of_a_webhook_by_state_is_read_along_an_index()
    {
        Assert.SkipWhen(TestDatabases.IsPostgres, "PostgreSQL plans by the size of the table.");
        await using var site = await WebhookSite.StartAsync();
        var plan = await site.App.Services.GetRequiredKeyedService<IStore>("sync").ReadAsync(
            reader => reader.QueryAsync(
                """
                explain query plan
                select id, event from deliveries where event is not null and flow = $1 and state = $2 and id > 0 order by id limit 50
                """,
                static row => row.Text(3), "webhook:1", "dead"),
            TestContext.Current.CancellationToken);
        plan.ShouldHaveSingleItem().ShouldContain("deliveries_flow_state (flow=? AND state=? AND ");
    }
}
