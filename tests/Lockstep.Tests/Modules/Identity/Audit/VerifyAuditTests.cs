using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>The check of the audit log over HTTP.</summary>
[RunsOnEachStore]
public sealed class VerifyAuditTests
{
    [Fact]
    public async Task It_says_what_the_command_says_and_is_in_the_log_itself()
    {
        await using var app = await TestApp.StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await app.SoonAsync("action=customer:created");
        var verified = await app.PostAsync("/api/audit/verify", "{}");
        verified.Status.ShouldBe(200, verified.Body?.ToJsonString());
        ((bool)verified.Body!["inOrder"]!).ShouldBeTrue((string?)verified.Body["line"]);
        ((string?)verified.Body["line"]).ShouldNotBeNull().ShouldContain("all in order");
        ((string?)(await app.SoonAsync("action=audit:verified"))["actor"]).ShouldBe("user:1");
    }

    [Fact]
    public async Task What_somebody_changed_behind_the_back_of_the_running_process_is_found_as_by_the_command()
    {
        await using var app = await TestApp.StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await app.SoonAsync("action=customer:created");
        await BehindTheBack.RunAsync(app.Data, "crm", "update customers set name = 'Eve'");
        var verified = (await app.PostAsync("/api/audit/verify", "{}")).Body!;
        ((bool)verified["inOrder"]!).ShouldBeFalse();
        var (code, line, _) = await AuditApi.VerifyAsync(app.Data);
        (code, (string?)verified["line"]).ShouldBe((1, line.TrimEnd()));
    }

    [Fact]
    public async Task An_anchor_is_held_against_the_log_and_one_that_is_none_is_named()
    {
        await using var app = await TestApp.StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        JsonNode head = new JsonObject();
        await TestApp.EventuallyAsync(
            async () => (head = (await app.GetAsync("/api/audit/head")).Body!)["anchor"] is not null, "something is sealed");
        var fits = await app.PostAsync("/api/audit/verify", $$"""{"anchor":"{{head["anchor"]}}"}""");
        ((bool)fits.Body!["inOrder"]!).ShouldBeTrue();
        var other = await app.PostAsync("/api/audit/verify", $$"""{"anchor":"{{head["number"]}}:{{new string('0', 64)}}"}""");
        ((bool)other.Body!["inOrder"]!, (string?)other.Body["line"]).ShouldBe(
            (false, $"audit: the entries up to {head["number"]} are not the ones of the anchor"));
        (await app.PostAsync("/api/audit/verify", """{"anchor":"12"}""")).Blamed.ShouldBe(["anchor"]);
    }
}
