using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class InventorySystemTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_write_however_late_makes_one_package_and_one_log_line()
    {
        await using var app = await InventoryApp.StartAsync();
        var first = await app.Flows.WriteAsync(Welcome(42, "welcome:customers/42"), Ct);
        app.Clock.Pass(TimeSpan.FromDays(4_000));
        var repeat = await app.Flows.WriteAsync(Welcome(42, "welcome:customers/42"), Ct);
        first.ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 1));
        repeat.ShouldBe(new WriteAnswer(WriteOutcome.AlreadyThere, 1, 1));
        var line = app.Log.Lines.Single(line => line.Contains("[3001]", StringComparison.Ordinal));
        line.ShouldStartWith("Lockstep.Inventory.");
        line.ShouldEndWith(" [3001] package 1 created for customer 42");
    }

    [Fact]
    public async Task A_package_made_by_a_flow_carries_the_flow_in_its_history()
    {
        await using var app = await InventoryApp.StartAsync();
        await app.Flows.WriteAsync(Welcome(42, "k"), Ct);
        ((string?)(await app.GetAsync("/packages/1/history"))["items"]![0]!["actor"]).ShouldBe("flow:welcome");
        await app.NumberedAsync();
        ((string?)(await app.GetAsync("/packages/changes"))["items"]![0]!["record"]!["customerName"]).ShouldBe("Ada");
    }

    [Fact]
    public async Task A_welcome_package_made_by_hand_is_the_one_that_a_flow_finds()
    {
        await using var app = await InventoryApp.StartAsync();
        var customer = await app.CustomerAsync();
        var (_, made) = await app.PostAsync("/packages", $$"""{"customerId":{{customer}}}""");
        await app.SendAsync(HttpMethod.Patch, $"/packages/{made["id"]}", """{"status":"packed"}""");
        (await app.Flows.WriteAsync(Welcome(customer, "k"), Ct)).ShouldBe(new WriteAnswer(WriteOutcome.AlreadyThere, (long)made["id"]!, 2));
    }

    [Fact]
    public async Task Parcels_of_flows_are_told_apart_by_their_natural_key()
    {
        await using var app = await InventoryApp.StartAsync();
        var outcomes = new List<WriteOutcome>();
        foreach (var key in new[] { "orders/1", "orders/2", "orders/1" })
        {
            outcomes.Add(
                (
                    await app.Flows.WriteAsync(
                        Write(
                            new JsonObject { ["customerId"] = 42, ["customerName"] = "Ada", ["kind"] = "parcel" },
                            key),
                        Ct)).Outcome);
        }

        outcomes.ShouldBe([WriteOutcome.Applied, WriteOutcome.Applied, WriteOutcome.AlreadyThere]);
    }

    [Fact]
    public async Task A_thousand_writes_of_ten_customers_at_once_make_ten_packages()
    {
        await using var app = await InventoryApp.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(
            number => app.Flows.WriteAsync(Welcome((number % 10) + 1, $"k{number % 10}"), Ct)));
        answers.Count(answer => answer.Outcome == WriteOutcome.Applied).ShouldBe(10);
        answers.Select(answer => answer.RecordId).Distinct().Count().ShouldBe(10);
        ((long?)(await app.GetAsync("/packages"))["total"]).ShouldBe(10);
    }

    [Theory]
    [InlineData("42.0")]
    [InlineData("4.2e1")]
    public async Task A_customer_id_may_be_any_spelling_of_a_whole_number(string number)
    {
        await using var app = await InventoryApp.StartAsync();
        var fields = JsonNode.Parse($$"""{"customerId":{{number}},"customerName":"Ada"}""")!.AsObject();
        (await app.Flows.WriteAsync(Write(fields, "k"), Ct)).Outcome.ShouldBe(WriteOutcome.Applied);
        ((long?)(await app.GetAsync("/packages/1"))["customerId"]).ShouldBe(42);
    }

    [Fact]
    public async Task Kinds_that_the_inventory_does_not_have_are_mistakes_of_the_caller()
    {
        await using var app = await InventoryApp.StartAsync();
        await Should.ThrowAsync<ArgumentException>(() => app.Flows.WriteAsync(new ModuleWrite("customer", "k", [], "flow:x", 1), Ct));
        await Should.ThrowAsync<ArgumentException>(() =>
            app.Flows.ReadChangedAsync(new ChangedQuery("customer", app.Clock.Now, 0, 10), Ct)
        );
    }

    [Fact]
    public async Task What_changed_is_read_page_by_page_each_record_once()
    {
        await using var app = await InventoryApp.StartAsync();
        var since = app.Clock.Now;
        foreach (var number in new[] { 1, 2, 3 })
        {
            await app.Flows.WriteAsync(Welcome(number, $"k{number}"), Ct);
        }

        app.Clock.Pass(TimeSpan.FromSeconds(1));
        await app.SendAsync(HttpMethod.Patch, "/packages/1", """{"status":"packed"}""");
        var first = await app.Flows.ReadChangedAsync(new ChangedQuery("package", since, 0, 2), Ct);
        var second = await app.Flows.ReadChangedAsync(
            new ChangedQuery("package", first.Records[^1].ChangedAt, first.Records[^1].Id, 2), Ct);
        first.Records.Select(record => record.Id).ShouldBe([2, 3]);
        second.Records.Select(record => (record.Id, record.Version)).ShouldBe([(1, 2)]);
    }

    private static ModuleWrite Welcome(long customer, string key) =>
        Write(new JsonObject { ["customerId"] = customer, ["customerName"] = "Ada" }, key);

    private static ModuleWrite Write(JsonObject fields, string key) => new("package", key, fields, "flow:welcome", 1);
}
