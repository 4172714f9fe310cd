using Lockstep.Contracts.Access;
using Lockstep.Contracts.Events;
using Lockstep.Sync.Subscriptions;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>What a webhook may be, and who may have what sent.</summary>
public sealed class WebhookRulesTests
{
    [Theory]
    [InlineData("ftp://example.com/x", "url")]
    [InlineData("https://user:secret@example.com/x", "url")]
    [InlineData("https://example.com/x#part", "url")]
    [InlineData("http://127.0.0.1:9/x", "url")]
    [InlineData("https://169.254.169.254/latest/meta-data", "url")]
    [InlineData("https://[::ffff:10.0.0.1]/x", "url")]
    [InlineData("https://[fd00:ec2::254]/x", "url")]
    [InlineData("http://8.8.8.8/x", "url")]
    [InlineData("/hook", "url")]
    [InlineData("", "url")]
    public async Task A_URL_that_is_not_called_is_refused_by_name(string url, string blamed)
    {
        await using var site = await WebhookSite.StartAsync();
        var answer = await site.App.PostAsync("/api/webhooks", $$"""{"url":"{{url}}","events":["*"]}""");
        (answer.Status, answer.Blamed.Single()).ShouldBe((400, blamed));
        var (id, _) = await site.AddAsync();
        var change = await site.PatchAsync(id, $$"""{"url":"{{url}}"}""");
        (change.Status, change.Blamed.Single()).ShouldBe((400, blamed));
    }

    [Fact]
    public async Task Events_and_filters_that_mean_nothing_are_refused_by_name()
    {
        await using var site = await WebhookSite.StartAsync();
        (string Json, string Blamed)[] wrong =
        [
            ("""{"url":"U"}""", "events"), ("""{"url":"U","events":[]}""", "events"),
                ("""{"url":"U","events":["lockstep.custmer.*"]}""", "events"),
            ("""{"url":"U","events":["*,*"]}""", "events"), ("""{"url":"U","events":[null]}""", "events"),
            ("""{"url":"U","events":["*"],"filter":"contains("}""", "filter"),
                ("""{"url":"U","events":["*"],"filter":"nope(data)"}""", "filter"),
            ("""{"url":"U","events":["*"],"evnts":["*"]}""", "evnts"), ("""{"url":"U","events":["*"],"filter":" "}""", "filter"),
        ];
        foreach (var (json, blamed) in wrong)
        {
            var answer = await site.App.PostAsync("/api/webhooks", json.Replace("U", site.Receiver.Url, StringComparison.Ordinal));
            (answer.Status, answer.Blamed.SingleOrDefault()).ShouldBe((400, blamed), json);
        }
    }

    [Theory]
    [InlineData("lockstep.custmer.*", "lockstep.customer.*")]
    [InlineData("lockstep.*.create.v1", "lockstep.*.created.v1")]
    [InlineData("customer.created", "lockstep.customer.created.v1")]
    [InlineData("lockstep.order.delete.v1", "lockstep.order.deleted.v1")]
    public async Task An_event_that_there_is_not_is_refused_with_the_one_that_may_be_meant(string written, string meant)
    {
        await using var site = await WebhookSite.StartAsync();
        var answer = await site.App.PostAsync("/api/webhooks", $$"""{"url":"{{site.Receiver.Url}}","events":["{{written}}"]}""");
        answer.Status.ShouldBe(400);
        answer.Body!.ToJsonString().ShouldContain($"did you mean {meant}?");
    }

    [Fact]
    public async Task Nobody_has_events_sent_of_records_that_they_may_not_read_nor_turns_those_of_others_elsewhere()
    {
        await using var site = await WebhookSite.StartAsync();
        using var integrator = site.App.As("integrator");
        var users = await integrator.SendAsync(HttpMethod.Post, "/api/webhooks",
            $$"""{"url":"{{site.Receiver.Url}}","events":["lockstep.user.*"]}""");
        users.Status.ShouldBe(403, users.Body?.ToJsonString());
        var all = await integrator.SendAsync(HttpMethod.Post, "/api/webhooks", $$"""{"url":"{{site.Receiver.Url}}","events":["*"]}""");
        all.Status.ShouldBe(201, all.Body?.ToJsonString());
        all.Body!["webhook"]!["kinds"]!.AsArray().Select(static one => (string)one!)
            .ShouldBe(
            [
                "client", "customer", "customer-field", "customer-file", "customer-note", "order", "order-field", "package",
                "package-field", "product", "product-field", "ticket", "ticket-field", "webhook",
            ]);
        var own = (long)all.Body["webhook"]!["id"]!;
        (await site.PatchAsync(own, """{"description":"by an admin"}""")).Body!["kinds"]!.ToJsonString().ShouldNotContain("user",
            Case.Sensitive);
        var (admins, _) = await site.AddAsync("*");
        (HttpMethod Method, string Path, string? Json)[] calls =
        [
            (HttpMethod.Patch, "", """{"description":"mine"}"""), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/rotate", "{}"),
            (HttpMethod.Post, "/ping", ""), (HttpMethod.Post, "/resend", """{"since":"2026-01-01T00:00:00Z"}"""),
            (HttpMethod.Get, "/deliveries/1", null), (HttpMethod.Post, "/deliveries/1/resend", ""),
        ];
        foreach (var (method, path, json) in calls)
        {
            (await integrator.SendAsync(method, $"/api/webhooks/{admins}{path}", json)).Status.ShouldBe(403, path);
        }

        (await site.App.PostAsync("/api/users", """{"name":"Eve","email":"eve@example.com","roles":["sales"]}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(
            () => Task.FromResult(site.Receiver.Calls.Any(static call => call.Type is "lockstep.user.created.v1")),
                "the admin's hears of users");
        site.Receiver.Calls.Count(static call => call.Type is "lockstep.user.created.v1").ShouldBe(1);
        var delivery = (await site.App.GetAsync($"/api/webhooks/{admins}/deliveries?subject=users/2")).Items[0]!["id"];
        var hidden = await integrator.SendAsync(HttpMethod.Get, $"/api/sync/deliveries/{delivery}", null);
        (hidden.Status, hidden.Body!["payload"]).ShouldBe((200, null));
        (await site.App.GetAsync($"/api/sync/deliveries/{delivery}")).Body!["payload"].ShouldNotBeNull();
    }

    [Fact]
    public async Task There_are_as_many_webhooks_as_the_options_allow()
    {
        await using var site = await WebhookSite.StartAsync(("OutgoingWebhooks:WebhooksMax", "1"));
        await site.AddAsync();
        (await site.App.PostAsync("/api/webhooks", $$"""{"url":"{{site.Receiver.Url}}","events":["*"]}""")).Status.ShouldBe(409);
    }

    [Fact]
    public void The_overlap_of_two_secrets_ends_by_itself()
    {
        var until = DateTimeOffset.UnixEpoch.AddHours(1);
        var subscription = new Subscription(null!, null!, [new SigningSecret("new", null), new SigningSecret("old", until)]);
        subscription.SecretsAt(until.AddTicks(-1)).ShouldBe(["new", "old"]);
        subscription.SecretsAt(until).ShouldBe(["new"]);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("lockstep.*", true)]
    [InlineData("lockstep.customer.*", true)]
    [InlineData("lockstep.*.created.v1", true)]
    [InlineData("lockstep.customer.created.v1", true)]
    [InlineData("lockstep.customer", false)]
    [InlineData("lockstep.customer.created.v1.*", false)]
    [InlineData("lockstep.cust*", false)]
    [InlineData("lockstep.order.*", false)]
    [InlineData("*.created", false)]
    public void A_star_stands_for_a_part_and_at_the_end_for_the_rest(string pattern, bool matches) =>
        EventPattern.Matches(pattern, "lockstep.customer.created.v1").ShouldBe(matches);

    [Fact]
    public void Every_event_is_of_a_kind_that_some_permission_reads() =>
        EventNames.All.ShouldAllBe(static type => EventAccess.PermissionOf(type.Split('.', StringSplitOptions.None)[1]) != null);
}
