using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Host;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Connectors;

/// <summary>What records of modules, written one by one, have beyond what every system has.</summary>
[RunsOnEachStore]
public sealed class BuiltInRecordsTests(FlowlessApp modules) : IClassFixture<FlowlessApp>
{
    private const string Flow = "flow:crm-desk";
    private static int _numbers;

    private TestApp App => modules.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ISystem Crm => Named("crm");

    [Fact]
    public async Task Every_write_is_told_in_the_history_by_its_flow()
    {
        var made = await Crm.CreateAsync(New(out _) with { Origin = Flow }, Ct);
        var id = made.TargetId!;
        await Crm.UpdateAsync(new UpdateRequest("customer", id, new JsonObject { ["phone"] = "1" }) { Origin = Flow }, Ct);
        await Crm.DeleteAsync(new DeleteRequest("customer", id) { Origin = Flow }, Ct);
        var history = (await App.GetAsync($"/api/customers/{id}/history")).Body!["items"]!.AsArray();
        history.Select(static one => one!["actor"]!.ToString()).ShouldBe([Flow, Flow, Flow]);
    }

    [Fact]
    public async Task What_is_not_valid_is_told_with_the_field()
    {
        var made = await Crm.CreateAsync(New(out _), Ct);
        var nameless = await Crm.UpdateAsync(new UpdateRequest("customer", made.TargetId!, new JsonObject { ["name"] = null }), Ct);
        nameless.Cause.ShouldBe(FailureCause.Validation);
        nameless.Fields.Keys.ShouldBe(["name"]);

        var typo = new JsonObject { ["name"] = "A", ["emial"] = "a@b.c" };
        var misspelt = await Crm.CreateAsync(new CreateRequest("customer", typo, Key()), Ct);
        misspelt.Cause.ShouldBe(FailureCause.Validation);
        misspelt.Fields.Keys.ShouldBe(["emial"]);

        var nested = new JsonObject { ["name"] = "A", ["address"] = new JsonObject { ["town"] = "London" } };
        (await Crm.CreateAsync(new CreateRequest("customer", nested, Key()), Ct)).Fields.Keys.ShouldBe(["address.town"]);
    }

    [Fact]
    public async Task A_key_that_another_record_has_is_refused_and_named()
    {
        await Crm.CreateAsync(New(out var number), Ct);
        var second = await Crm.CreateAsync(
            new CreateRequest("customer", new JsonObject { ["name"] = "B", ["email"] = $"One{number}@Example.com" }, Key()), Ct);
        second.Cause.ShouldBe(FailureCause.TargetRefused);
        second.Fields.Keys.ShouldBe(["email"]);
    }

    [Fact]
    public async Task A_part_of_an_address_is_changed_and_the_rest_of_it_stays()
    {
        var made = await Crm.CreateAsync(New(out _), Ct);
        var patch = new JsonObject { ["address"] = new JsonObject { ["city"] = "Leeds", ["country"] = null } };
        var changed = await Crm.UpdateAsync(new UpdateRequest("customer", made.TargetId!, patch), Ct);
        var address = JsonNode.Parse(changed.Record!.Data.Span)!["address"]!;
        (address["line"]!.ToString(), address["city"]!.ToString(), address["country"]).ShouldBe(("1 High Street", "Leeds", null));
    }

    [Fact]
    public async Task Creates_under_one_key_at_the_same_moment_make_one_record()
    {
        var request = New(out var number);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Crm.CreateAsync(request, Ct)));
        results.Select(static one => one.TargetId).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().ShouldNotBeNull();
        (await Crm.SearchAsync(new SearchRequest("customer", "externalId", $"ONE/{number}", 5), Ct)).Value!.Records.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_create_under_a_used_key_makes_nothing_and_is_no_refusal_that_lets_it_be_made_once_more()
    {
        var request = New(out _);
        (await Crm.CreateAsync(request, Ct)).Cause.ShouldBeNull();
        var other = new JsonObject { ["name"] = "Another", ["email"] = $"{Key()}@example.com" };
        (await Crm.CreateAsync(request with { Fields = other }, Ct)).Cause.ShouldBe(FailureCause.OutcomeUnknown);
        (await Crm.SearchAsync(new SearchRequest("customer", "email", other["email"]!.ToString(), 2), Ct)).Value!.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_customer_that_something_is_under_way_for_is_not_deleted()
    {
        var made = await Crm.CreateAsync(New(out _), Ct);
        await App.PostAsync("/api/products", $$"""{ "sku": "TIE-{{made.TargetId}}", "name": "Tie", "price": 1, "stock": 5 }""");
        var ordered = new JsonObject
        {
            ["customerId"] = made.TargetId,
            ["items"] = new JsonArray(new JsonObject { ["sku"] = $"TIE-{made.TargetId}", ["quantity"] = 1 }),
        };
        var order = await Named("orders").CreateAsync(new CreateRequest("order", ordered, Key()), Ct);
        order.Cause.ShouldBeNull(order.Message);
        var result = await Crm.DeleteAsync(new DeleteRequest("customer", made.TargetId!), Ct);
        result.Cause.ShouldBe(FailureCause.TargetRefused);
        result.Message!.ShouldContain($"order {order.TargetId}");
    }

    [Fact]
    public async Task Keys_of_a_customer_who_was_merged_into_another_find_that_one()
    {
        var (left, gone) = (await Crm.CreateAsync(New(out _), Ct), await Crm.CreateAsync(New(out var number), Ct));
        var merge = await App.PostAsync($"/api/customers/{left.TargetId}/merge", $$"""{ "from": {{gone.TargetId}} }""");
        merge.Status.ShouldBe(200);
        var found = await Crm.SearchAsync(new SearchRequest("customer", "email", $"one{number}@example.com", 2), Ct);
        found.Value!.Records.ShouldHaveSingleItem().Id.ShouldBe(left.TargetId);
        var late = await Crm.UpdateAsync(new UpdateRequest("customer", gone.TargetId!, new JsonObject { ["phone"] = "1" }), Ct);
        (late.Cause, late.Message!.Contains($"customer {left.TargetId}", StringComparison.Ordinal)).ShouldBe((FailureCause.NotFound, true));
    }

    [Fact]
    public async Task A_step_of_an_order_that_its_life_cycle_does_not_have_is_told_with_the_field()
    {
        await App.PostAsync("/api/products", """{ "sku": "STEP", "name": "Step", "price": 1, "stock": 5 }""");
        var fields = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["sku"] = "STEP", ["quantity"] = 1 }) };
        var order = await Named("orders").CreateAsync(new CreateRequest("order", fields, Key()), Ct);
        var moved = await StepAsync(order.TargetId!, "PROCESSING");
        moved.Cause.ShouldBeNull(moved.Message);
        var back = await StepAsync(order.TargetId!, "NEW");
        (back.Cause, back.Fields.Keys.Single()).ShouldBe((FailureCause.Validation, "status"));
    }

    [Fact]
    public void A_check_of_files_knows_of_a_module_what_the_server_does()
    {
        foreach (var module in Program.Modules.Select(static one => one.Manifest).Where(static one => one.FlowReads.Count > 0))
        {
            var kinds = ModuleKinds.Of(module.FlowReads, module.FlowWrites, module.FlowRecords);
            Named(module.Name).Kinds.Select(Told).ShouldBe(kinds.Select(Told));
        }
    }

    private Task<ApplyResult> StepAsync(string id, string status) =>
        Named("orders").UpdateAsync(new UpdateRequest("order", id, new JsonObject { ["status"] = status }), Ct);

    private static string Told(RecordKind kind) =>
        $"{kind.Name}: {kind.Can}, {string.Join(' ', kind.SearchFields.Order(StringComparer.Ordinal))}";

    private ISystem Named(string name) =>
        App.Services.GetServices<ISystem>().Single(one => string.Equals(one.Name, name, StringComparison.Ordinal));

    private static string Key() => $"key-{Interlocked.Increment(ref _numbers)}";

    private static CreateRequest New(out int number)
    {
        var key = Key();
        number = int.Parse(key["key-".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return new CreateRequest(
            "customer",
            new JsonObject
            {
                ["externalId"] = $"one/{number}", ["source"] = "kit", ["name"] = $"One {number}", ["email"] = $"one{number}@example.com",
                ["address"] = new JsonObject { ["line"] = "1 High Street", ["city"] = "York", ["country"] = "GB" },
            },
            key);
    }
}
