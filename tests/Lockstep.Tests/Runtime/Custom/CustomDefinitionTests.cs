using System.Text.Json.Nodes;
using Lockstep.Tests.Gateway.Events;
using Lockstep.Tests.Modules.Identity.Audit;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>Definitions are records like others: with a history, events and rules on what may become of them.</summary>
[RunsOnEachStore]
public sealed class CustomDefinitionTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("customers", "crm")]
    [InlineData("orders", "orders")]
    [InlineData("packages", "inventory")]
    [InlineData("products", "inventory")]
    [InlineData("tickets", "support")]
    public async Task Each_change_of_a_definition_is_told_and_kept(string many, string module)
    {
        await App.DefineAsync(many, """{"name":"colour","type":"choice","choices":["red"]}""");
        var changed = await App.PatchAsync($"/api/{many}/fields/colour", """{"choices":["red","blue"],"required":true}""");
        (changed.ETag, (long)changed.Body!["id"]!).ShouldBe(("\"2\"", 1));
        (await App.PatchAsync($"/api/{many}/fields/colour", """{"required":true}""")).ETag.ShouldBe("\"2\"", "nothing differs");
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/{many}/fields/colour", null)).Status.ShouldBe(204);
        await App.DefineAsync(many, """{"name":"colour","type":"choice","choices":["green"]}""");
        var history = (await App.GetAsync($"/api/{many}/fields/colour/history")).Items;
        history.ShouldHaveSingleItem()!["record"]!["id"]!.GetValue<long>().ShouldBe(2, "a new one, which is no change of the one before");
        (await App.GetAsync($"/api/{many}/fields/size/history")).Status.ShouldBe(404);

        var kind = $"{many[..^1]}-field";
        await App.NumberedAsync(module);
        using var stream = await StreamClient.OpenAsync(App.Admin, $"?type=lockstep.{kind}.*&wait=0&after=oldest");
        var told = (await stream.RestAsync()).Select(static one => one.Data).ToList();
        told.Select(static one => ((string)one["type"]!, (string)one["subject"]!)).ShouldBe(
        [
            ($"lockstep.{kind}.created.v1", $"{kind}s/1"), ($"lockstep.{kind}.changed.v1", $"{kind}s/1"),
            ($"lockstep.{kind}.deleted.v1", $"{kind}s/1"), ($"lockstep.{kind}.created.v1", $"{kind}s/2"),
        ]);
        told[1]["data"]!["changed"]!.ToJsonString().ShouldBe("""["required","choices"]""");
        told[1]["data"]!["record"]!["choices"]!.ToJsonString().ShouldBe("""["red","blue"]""");
    }

    [Fact]
    public async Task A_name_keeps_its_type_while_values_stand_under_it_and_for_a_moment_behind()
    {
        var clock = new ManualClock();
        await using var app = await TestApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.DefineAsync("tickets", """{"name":"size","type":"text"}""");
        var made = await app.PostAsync("/api/tickets", """{"requester":"a@b.example","subject":"x","custom":{"size":"4"}}""");
        var path = $"/api/tickets/{made.Body!["id"]}";
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/fields/size", null)).Status.ShouldBe(204);
        (await app.GetAsync(path)).Custom().ShouldBe("""{"size":"4"}""");
        (await app.GetAsync("/api/tickets?custom.size=4")).Blamed.ShouldBe(["custom.size"]);
        var other = await app.PostAsync("/api/tickets/fields", """{"name":"size","type":"number"}""");
        (other.Status, other.Blamed.Single()).ShouldBe((409, "type"));
        await app.DefineAsync("tickets", """{"name":"size","type":"text","description":"again"}""");
        (await app.GetAsync("/api/tickets?custom.size=4")).Items.ShouldHaveSingleItem();
        (await app.PatchAsync(path, """{"custom":{"size":null}}""")).Status.ShouldBe(200);
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/fields/size", null)).Status.ShouldBe(204);
        var soon = await app.PostAsync("/api/tickets/fields", """{"name":"size","type":"number"}""");
        (soon.Status, soon.Message.Headers.RetryAfter?.Delta).ShouldBe((409, TimeSpan.FromMinutes(1)));
        clock.Advance(TimeSpan.FromMinutes(1));
        await app.DefineAsync("tickets", """{"name":"size","type":"number"}""");
        (await app.PatchAsync(path, """{"custom":{"size":4}}""")).Custom().ShouldBe("""{"size":4}""");
    }

    [Fact]
    public async Task A_check_of_the_audit_log_finds_a_definition_that_was_changed_past_its_history()
    {
        await using var app = await TestApp.StartAsync();
        await app.DefineAsync("orders", """{"name":"lane","type":"text","required":true}""");
        await app.DefineAsync("orders", """{"name":"gate","type":"text"}""");
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/orders/fields/gate", null)).Status.ShouldBe(204);
        var fine = await AuditApi.VerifyAsync(app.Data);
        fine.Code.ShouldBe(0, fine.Errors + fine.Output);
        await BehindTheBack.RunAsync(app.Data, "orders", "update custom_fields set is_required = 0 where name = 'lane'");
        (await AuditApi.VerifyAsync(app.Data)).Output.ShouldContain("order-fields/1");
    }

    [Fact]
    public async Task Who_may_not_read_the_records_hears_nothing_of_their_fields()
    {
        using var customer = App.WithToken(App.TokenFor(await App.AddCustomerAsync("""{"name":"Ada"}"""), "customer"));
        (await customer.SendAsync(HttpMethod.Get, "/api/orders/fields/x/history", null)).Status.ShouldBe(403);
        (await customer.SendAsync(HttpMethod.Get, "/api/events/stream?type=lockstep.order-field.*", null)).Status.ShouldBe(403);
    }
}
