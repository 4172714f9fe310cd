using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>Flows from their file to the record that they write.</summary>
[RunsOnEachStore]
public sealed class FlowEndToEndTests
{
    private const string CustomersAsProducts =
        """
        name: vouchers
        from: { system: crm, kind: customer, on: [created, changed] }
        to: { system: inventory, kind: product }
        map: { externalId: id, name: name }
        set: { source: crm, price: "25", currency: EUR }
        """;

    [Fact]
    public async Task Each_change_of_a_customer_is_one_version_of_one_product()
    {
        var flows = Directory.CreateTempSubdirectory("lockstep-flows-");
        await File.WriteAllTextAsync(
            Path.Combine(flows.FullName, "vouchers.yaml"), CustomersAsProducts, TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = flows.FullName);
        await app.PostAsync("/api/customers", """{ "name": "Ada" }""");
        await app.PostAsync("/api/customers", """{ "name": "Bo" }""");
        await app.Admin.SendAsync(HttpMethod.Put, "/api/customers/1", """{ "name": "Ada King" }""");
        await TestApp.EventuallyAsync(
            async () => (await app.GetAsync("/api/products?q=ada king")).Body!["items"]!.AsArray().Count == 1
                && (await app.GetAsync("/api/products")).Body!["total"]!.GetValue<long>() == 2,
            "both are there, the first in its newest state");
        var product = (await app.GetAsync("/api/products?q=ada")).Body!["items"]![0]!;
        ((string?)product["externalId"], (decimal)product["price"]!, (long)product["version"]!).ShouldBe(("1", 25m, 2L));
        flows.Delete(recursive: true);
    }

    [Fact]
    public async Task A_flow_that_writes_what_it_reads_does_not_hear_of_its_own_writes()
    {
        var flows = Directory.CreateTempSubdirectory("lockstep-flows-");
        await File.WriteAllTextAsync(
            Path.Combine(flows.FullName, "copies.yaml"),
            """
            name: copies
            from: { system: crm, kind: customer, on: [created] }
            to: { system: crm, kind: customer }
            map: { externalId: id, name: name }
            set: { source: copy }
            """,
            TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = flows.FullName);
        await app.PostAsync("/api/customers", """{ "name": "Ada" }""");
        await TestApp.EventuallyAsync(async () => await TotalAsync(app, "/api/customers") == 2, "the copy is there");

        // Events are taken in one behind the other: that of the copy before that of this one.
        await app.PostAsync("/api/customers", """{ "name": "Bo" }""");
        await TestApp.EventuallyAsync(async () => await TotalAsync(app, "/api/customers") == 4, "the copy of the next one too");
        (await TotalAsync(app, "/api/sync/deliveries")).ShouldBe(2);
        flows.Delete(recursive: true);
    }

    private static async Task<long> TotalAsync(TestApp app, string path) => (await app.GetAsync(path)).Body!["total"]!.GetValue<long>();
}
