using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>Flows that send what they have mapped to a URL.</summary>
[RunsOnEachStore]
public sealed class FlowHookTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Next = "whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly TestFolder _flows = new();

    [Fact]
    public async Task The_mapped_fields_of_a_record_arrive_signed_as_a_CloudEvent_in_the_order_of_its_versions()
    {
        await using var site = await StartAsync(("PACKER_SECRET", $"{Next} {Secret}"));
        site.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = site.Receiver.Calls.Count == 1 ? 503 : 204;
            return Task.CompletedTask;
        };
        var id = await site.App.AddCustomerAsync("""{"name":"Ада","phone":"+1"}""");
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ada King"}""");
        await site.CalledAsync(3);
        var calls = site.Receiver.Calls;
        calls.Select(static call => call.Id).ShouldBe([$"packer:customers/{id}:1", $"packer:customers/{id}:1", $"packer:customers/{id}:2"]);
        calls.ShouldAllBe(call => call.IsSignedBy(Secret) && call.IsSignedBy(Next));
        calls[0].Body.ShouldBe(calls[1].Body, "a repeat is the same event");
        calls[2].ContentType.ShouldBe("application/cloudevents+json; charset=utf-8");
        var sent = calls[2].Json;
        ((string?)sent["specversion"], calls[2].Type, (string?)sent["source"], calls[2].Subject).ShouldBe(
            ("1.0", "com.example.parcel.wanted.v1", "flows/packer", $"customers/{id}"));
        sent["data"]!.ToJsonString().ShouldBe($$"""{"customer":{{id}},"name":"Ada King","kind":"welcome"}""");
        await TestApp.EventuallyAsync(
            async () => (long)(await site.App.GetAsync("/api/sync/deliveries?state=delivered")).Body!["total"]! == 2,
            "both are noted down");
        var flow = (await site.App.GetAsync("/api/sync/flows")).Body!["items"]![0]!;
        ((string?)flow["target"], flow.ToJsonString().Contains("whsec", StringComparison.Ordinal)).ShouldBe(("webhook/packer", false));
    }

    [Fact]
    public async Task What_the_receiver_refuses_is_a_dead_letter_that_is_replayed_under_its_id()
    {
        await using var site = await StartAsync(("PACKER_SECRET", Secret));
        site.Receiver.Say(422);
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await DeadAsync(site, "target-refused");
        site.Receiver.Say(204);
        (await site.App.PostAsync("/api/sync/dead-letters/replay", """{"all":true}""")).Status.ShouldBe(200);
        await site.CalledAsync(2);
        site.Receiver.Calls.Select(static call => call.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_was_deleted_is_told_as_that_and_not_mapped()
    {
        await using var site = await StartAsync(("PACKER_SECRET", Secret));
        var id = await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.App.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null);
        await site.CalledAsync(2);
        var told = site.Receiver.Calls.Single(call => call.Json["deleted"] is not null).Json.AsObject();
        ((bool)told["deleted"]!, told.ContainsKey("data"), told["data"], (string?)told["subject"]).ShouldBe(
            (true, true, null, $"customers/{id}"));
    }

    [Fact]
    public async Task Without_a_secret_nothing_goes_and_the_delivery_names_the_variable()
    {
        await using var site = await StartAsync();
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        (await DeadAsync(site, "sign-in")).ShouldContain("PACKER_SECRET");
        site.Receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_not_called()
    {
        await using var site = await StartAsync(("PACKER_SECRET", Secret), ("Outbound:Allow", ""));
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        (await DeadAsync(site, "target-refused")).ShouldContain("Outbound:Allow");
        site.Receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_would_go_over_the_internet_unencrypted_does_not_go()
    {
        await using var site = await StartAsync("http://8.8.8.8/hook", ("PACKER_SECRET", Secret));
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        (await DeadAsync(site, "target-refused")).ShouldContain("only https");
    }

    public void Dispose() => _flows.Dispose();

    private static async Task<string> DeadAsync(WebhookSite site, string cause)
    {
        await TestApp.EventuallyAsync(
            async () => (await site.App.GetAsync($"/api/sync/dead-letters?cause={cause}")).Items.Count == 1, $"it is dead: {cause}");
        return (string)(await site.App.GetAsync("/api/sync/dead-letters")).Items[0]!["message"]!;
    }

    private Task<WebhookSite> StartAsync(params (string Name, string Value)[] settings) => StartAsync(null, settings);

    private Task<WebhookSite> StartAsync(string? url, params (string Name, string Value)[] settings) => WebhookSite.StartAsync(
        receiver => File.WriteAllText(Path.Combine(_flows.Path, "packer.yaml"), $$"""
            name: packer
            from: { system: crm, kind: customer, on: [created, changed, deleted] }
            to: { webhook: "{{url ?? receiver.Url}}", secret: "${env:PACKER_SECRET}", type: com.example.parcel.wanted.v1 }
            map: { customer: id, name: name }
            set: { kind: welcome }
            retry: { first: 10ms, attempts: 1 }
            """),
        [("LOCKSTEP_FLOWS", _flows.Path), .. settings]);
}
