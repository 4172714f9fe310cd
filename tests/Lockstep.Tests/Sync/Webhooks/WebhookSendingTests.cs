using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>What reaches a receiver, and when it does once more.</summary>
[RunsOnEachStore]
public sealed class WebhookSendingTests
{
    [Fact]
    public async Task An_event_of_after_the_subscription_arrives_signed_as_a_CloudEvent_and_one_of_before_does_not()
    {
        await using var site = await WebhookSite.StartAsync();
        await site.App.AddCustomerAsync("""{"name":"Before"}""");
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync("/api/packages")).Items.Count == 1, "the event of before was taken in");
        var (id, secret) = await site.AddAsync();
        var customer = await site.App.AddCustomerAsync("""{"name":"Ада"}""");
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{customer}", """{"phone":"+1"}""");
        await site.CalledAsync(2);
        var (first, second) = (site.Receiver.Calls[0], site.Receiver.Calls[1]);
        (first.Type, second.Type).ShouldBe(("lockstep.customer.created.v1", "lockstep.customer.changed.v1"),
            "in the order of its versions");
        first.IsSignedBy(secret).ShouldBeTrue();
        first.ContentType.ShouldBe("application/cloudevents+json; charset=utf-8");
        ((string?)first.Json["specversion"], (string?)first.Json["id"], first.Subject).ShouldBe(("1.0", first.Id, $"customers/{customer}"));
        ((string?)first.Json["data"]!["record"]!["name"], (string?)first.Json["data"]!["origin"]).ShouldBe(("Ада", "user:1"));
        second.Json["data"]!["changed"]!.ToJsonString().ShouldBe("""["phone"]""");
        await site.LoggedAsync(id, "delivered", "delivered");
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_under_its_webhook_id_and_the_log_tells_of_each()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, secret) = await site.AddAsync();
        site.Receiver.Answer = async (call, context) =>
        {
            context.Response.StatusCode = site.Receiver.Calls.Count switch { 1 => 500, 2 => 404, _ => 200 };
            await context.Response.WriteAsync($"seen\u0000 {call.Signature} and {secret}", TestContext.Current.CancellationToken);
        };
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.LoggedAsync(id, "delivered");
        var calls = site.Receiver.Calls;
        (calls.Count, calls.Select(static call => call.Id).Distinct(StringComparer.Ordinal).Count()).ShouldBe((3, 1));
        calls.ShouldAllBe(call => call.IsSignedBy(secret) && call.Body.SequenceEqual(calls[0].Body));
        var delivery = (long)(await site.LogAsync(id))[0]!["id"]!;
        var details = (await site.App.GetAsync($"/api/webhooks/{id}/deliveries/{delivery}")).Body!;
        details["attempts"]!.AsArray().Select(static one => $"{one!["status"]} {one["cause"]}")
            .ShouldBe(["500 unavailable", "404 target-refused", "200 "]);
        ((string?)details["attempts"]![0]!["answer"]).ShouldBe("seen *** and ***", "nothing secret is kept");
        JsonNode.DeepEquals(details["event"], calls[0].Json).ShouldBeTrue();
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync();
        site.Receiver.Answer = (_, context) =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "3600");
            return Task.CompletedTask;
        };
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        JsonNode? waiting = null;
        await TestApp.EventuallyAsync(async () => (long)((waiting = (await site.LogAsync(id)).FirstOrDefault())?["attempts"] ?? 0L) == 1,
            "one attempt");
        var due = DateTimeOffset.Parse((string)waiting!["dueAt"]!, CultureInfo.InvariantCulture);
        (due - site.App.Now).ShouldBeGreaterThan(TimeSpan.FromMinutes(50));
        ((string?)waiting["cause"]).ShouldBe("quota");
    }

    [Fact]
    public async Task What_a_receiver_never_takes_is_a_dead_letter_that_can_be_sent_once_more()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:Attempts", "2"));
        var (id, _) = await site.AddAsync();
        site.Receiver.Say(400);
        var since = site.App.Now;
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await site.LoggedAsync(id, "dead", "dead");
        site.Receiver.Say(204);
        var first = (long)(await site.LogAsync(id))[0]!["id"]!;
        (await site.App.PostAsync($"/api/webhooks/{id}/deliveries/{first}/resend", "")).Status.ShouldBe(200);
        await site.LoggedAsync(id, "delivered", "dead");
        (await ResendAsync(site, id, $$"""{"since":"{{since:O}}"}""")).ShouldBe(1, "what was delivered is not among the failed");
        await site.LoggedAsync(id, "delivered", "delivered");
        (await ResendAsync(site, id, $$"""{"since":"{{since:O}}","which":"all"}""")).ShouldBe(2);
        await TestApp.EventuallyAsync(() => Task.FromResult(site.Receiver.Calls.Count(static call => call.Subject is "customers/1") == 4),
            "once more");
        site.Receiver.Calls.Select(static call => call.Id).Distinct(StringComparer.Ordinal).Count()
            .ShouldBe(2, "a receiver knows them again");
        (await ResendAsync(site, id, $$"""{"since":"{{site.App.Now.AddDays(1):O}}"}""")).ShouldBe(0);
        var bare = await site.App.PostAsync($"/api/webhooks/{id}/resend", """{"which":"some"}""");
        (bare.Status, string.Join(' ', bare.Blamed)).ShouldBe((400, "since which"));
    }

    [Fact]
    public async Task A_filter_decides_and_an_event_that_it_can_not_be_applied_to_is_not_lost_silently()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync(more: ""","filter":"starts_with(data.record.email, 'a')" """);
        await site.App.AddCustomerAsync("""{"name":"Ada","email":"ada@example.com"}""");
        await site.App.AddCustomerAsync("""{"name":"Bo","email":"bo@example.com"}""");
        await site.App.AddCustomerAsync("""{"name":"Cy"}""");
        await site.LoggedAsync(id, "delivered", "dead");
        var dead = (await site.LogAsync(id))[1]!;
        ((string?)dead["subject"], (string?)dead["cause"]).ShouldBe(("customers/3", "mapping"));
        ((string?)dead["message"])!.ShouldContain("starts_with");
        (await site.PatchAsync(id, """{"filter":"data.record.email && starts_with(data.record.email, 'b')"}""")).Status.ShouldBe(200);
        await site.App.AddCustomerAsync("""{"name":"Dy"}""");
        await site.App.AddCustomerAsync("""{"name":"Bea","email":"bea@example.com"}""");
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Receiver.Calls.Any(static call => call.Subject is "customers/5")), "the new filter counts");
        site.Receiver.Calls.Select(static call => call.Subject).ShouldBe(["customers/1", "customers/5"]);
    }

    [Fact]
    public async Task What_was_erased_is_sent_to_nobody_any_more_and_that_it_was_deleted_is()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:Attempts", "1"));
        var (id, _) = await site.AddAsync();
        site.Receiver.Say(400);
        var customer = await site.App.AddCustomerAsync("""{"name":"Ada Secret"}""");
        await site.LoggedAsync(id, "dead");
        await site.App.DeleteCustomerAsync(customer);
        await site.LoggedAsync(id, "dead", "dead");
        var erased = await site.App.PostAsync($"/api/customers/{customer}/erase", """{"reason":"asked for"}""");
        erased.Status.ShouldBeInRange(200, 204, erased.Body?.ToJsonString());
        site.Receiver.Say(204);
        var count = site.Receiver.Calls.Count;
        (await ResendAsync(site, id, """{"since":"2020-01-01T00:00:00Z","which":"all"}""")).ShouldBe(1);
        await site.LoggedAsync(id, "dead", "delivered");
        var sent = site.Receiver.Calls.Skip(count).Single();
        (sent.Type, sent.Json["data"]!["record"]).ShouldBe(("lockstep.customer.deleted.v1", null));
        var first = (long)(await site.LogAsync(id))[0]!["id"]!;
        (await site.App.PostAsync($"/api/webhooks/{id}/deliveries/{first}/resend", "")).Status.ShouldBe(409);
        (await site.App.GetAsync($"/api/webhooks/{id}/deliveries/{first}")).Body!["event"].ShouldBeNull();
    }

    [Fact]
    public async Task What_was_sent_of_a_user_goes_with_the_user()
    {
        await using var site = await WebhookSite.StartAsync();
        var (id, _) = await site.AddAsync("lockstep.user.*");
        var user = (await site.App.PostAsync("/api/users", """{"name":"Eve","email":"eve@example.com","roles":["sales"]}""")).Body!["id"]!;
        await site.LoggedAsync(id, "delivered");
        (await site.App.PostAsync($"/api/users/{user}/erase", "")).Status.ShouldBe(200);
        var first = (long)(await site.LogAsync(id))[0]!["id"]!;
        (await site.App.GetAsync($"/api/webhooks/{id}/deliveries/{first}")).Body!["event"].ShouldBeNull();
        (await site.App.PostAsync($"/api/webhooks/{id}/deliveries/{first}/resend", "")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_slow_receiver_is_not_waited_for()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:Attempts", "1"),
            ("OutgoingWebhooks:Timeout", "00:00:00.200"));
        var (id, _) = await site.AddAsync();
        site.Receiver.Answer = (_, context) =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (302, "http://169.254.169.254/latest/meta-data");
            return Task.CompletedTask;
        };
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.LoggedAsync(id, "dead");
        ((string?)(await site.LogAsync(id))[0]!["message"]).ShouldBe("The receiver answered 302; redirects are not followed.");
        site.Receiver.Answer = (_, context) => site.Receiver.Calls.Count == 2
            ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default)
            : Task.CompletedTask;
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await site.LoggedAsync(id, "dead", "delivered");
        site.Receiver.Calls.Count.ShouldBe(3);
    }

    private static async Task<long> ResendAsync(WebhookSite site, long id, string json)
    {
        var answer = await site.App.PostAsync($"/api/webhooks/{id}/resend", json);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return (long)answer.Body!["resent"]!;
    }
}
