using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class PackageTests
{
    [Fact]
    public async Task A_second_welcome_package_for_a_customer_answers_the_first()
    {
        await using var app = await InventoryApp.StartAsync();
        var customer = await app.CustomerAsync("Иван Иванов");
        var first = await app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""");
        var second = await app.PostAsync("/packages", $$"""{"customerId":{{customer}},"customerName":"Somebody","kind":"WELCOME"}""");
        (first.Status, second.Status).ShouldBe((201, 200));
        second.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        ((string?)first.Body["customerName"], (string?)first.Body["kind"], (string?)first.Body["status"]).ShouldBe(
            ("Иван Иванов", "welcome", "Pending"));
    }

    [Fact]
    public async Task Welcome_packages_asked_for_at_once_become_one()
    {
        await using var app = await InventoryApp.StartAsync();
        var customer = await app.CustomerAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""")));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Select(answer => answer.Body.ToJsonString()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        ((long?)(await app.GetAsync("/packages"))["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_welcome_package_makes_no_room_for_another()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await PackageAsync(app);
        await MoveAsync(app, id, "cancelled");
        var customer = (long)(await app.GetAsync($"/packages/{id}"))["customerId"]!;
        var (status, again) = await app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""");
        (status, (long?)again["id"]).ShouldBe((200, id));
    }

    [Fact]
    public async Task A_customer_may_have_many_parcels()
    {
        await using var app = await InventoryApp.StartAsync();
        var customer = await app.CustomerAsync();
        foreach (var kind in new[] { "parcel", "welcome", "parcel" })
        {
            (await app.PostAsync("/packages", $$"""{"customerId":{{customer}},"kind":"{{kind}}"}""")).Status.ShouldBe(201);
        }

        ((long?)(await app.GetAsync($"/packages?customerId={customer}&kind=parcel&status=pending"))["total"]).ShouldBe(2);
    }

    [Fact]
    public async Task A_package_goes_its_way_step_by_step()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await PackageAsync(app);
        foreach (var status in new[] { "packed", "PACKED", "Shipped", "delivered" })
        {
            (await MoveAsync(app, id, status)).Status.ShouldBe(200);
        }

        var history = (await app.GetAsync($"/packages/{id}/history"))["items"]!.AsArray();
        history.Select(entry => (string?)entry!["record"]!["status"]).ShouldBe(["Delivered", "Shipped", "Packed", "Pending"]);
        await app.NumberedAsync();
        (await app.GetAsync("/packages/changes"))["items"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_illegal_step_is_refused_and_the_legal_ones_are_listed()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await PackageAsync(app);
        var (status, body) = await MoveAsync(app, id, "Delivered");
        status.ShouldBe(409);
        ((string?)body["errors"]!["status"]![0]).ShouldBe(
            "A package can't go from Pending to Delivered; from there it goes to Packed or Cancelled.");
    }

    [Theory]
    [InlineData("""{"status":"lost"}""")]
    [InlineData("{}")]
    public async Task A_status_that_does_not_exist_is_refused(string json)
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await PackageAsync(app);
        (await app.SendAsync(HttpMethod.Patch, $"/packages/{id}", json)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Each_package_made_by_hand_is_logged_once()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await PackageAsync(app);
        await app.PostAsync("/packages", """{"customerId":1}""");
        var line = app.Log.Lines.Single(line => line.Contains("[3001]", StringComparison.Ordinal));
        line.ShouldStartWith("Lockstep.Inventory.");
        line.ShouldEndWith($" [3001] package {id} created for customer 1");
    }

    [Fact]
    public async Task A_parcel_asked_for_twice_under_one_key_is_made_and_logged_once()
    {
        await using var app = await InventoryApp.StartAsync();
        var parcel = $$"""{"customerId":{{await app.CustomerAsync()}},"kind":"parcel"}""";
        var first = await app.SendAsync(HttpMethod.Post, "/packages", parcel, ("Idempotency-Key", "p1"));
        var repeat = await app.SendAsync(HttpMethod.Post, "/packages", parcel, ("Idempotency-Key", "p1"));
        (first.Status, repeat.Status).ShouldBe((201, 201));
        repeat.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        app.Log.Lines.Count(line => line.Contains("[3001]", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("auditor", 403)]
    [InlineData("warehouse", 201)]
    public async Task Making_packages_takes_its_permission(string role, int status)
    {
        await using var app = await InventoryApp.StartAsync();
        var customer = await app.CustomerAsync();
        app.Granted = Permissions.Of([role]);
        (await app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""")).Status.ShouldBe(status);
    }

    private static async Task<long> PackageAsync(InventoryApp app) =>
        (long)(await app.PostAsync("/packages", $$"""{"customerId":{{await app.CustomerAsync()}}}""")).Body["id"]!;

    private static Task<(int Status, JsonNode Body)> MoveAsync(InventoryApp app, long id, string status) =>
        app.SendAsync(HttpMethod.Patch, $"/packages/{id}", $$"""{"status":"{{status}}"}""");
}
