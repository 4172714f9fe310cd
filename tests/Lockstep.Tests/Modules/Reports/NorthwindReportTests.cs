using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Northwind whole, in reports.</summary>
[RunsOnEachStore]
public sealed class NorthwindReportTests
{
    private const string Source = "source=northwind";

    [Fact]
    public async Task Reports_equal_a_recount_also_after_changes_and_when_they_are_built_anew()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var (resource, file, query) in ((string, string, string)[])
            [
                ("customers", "customers", "&map=CustomerID=externalId,CompanyName=organisation,ContactName=name,Address=line"),
                ("products", "products",
                    "&currency=USD&map=ProductID=externalId,ProductName=name,QuantityPerUnit=description,UnitPrice=price,"
                        + "UnitsInStock=stock"),
                ("orders", "orders", "&mode=history&currency=USD&map=OrderID=externalId,CustomerID=customer,OrderDate=placedAt"),
                ("orders", "order_details", "&mode=history&currency=USD&map=OrderID=externalId,ProductID=product"),
            ])
        {
            await app.ImportAsync(
                resource, Source + query, await File.ReadAllBytesAsync(RealData.Find($"northwind/{file}.csv"),
                    TestContext.Current.CancellationToken));
        }

        await EqualAsync(app);
        await ChangeAsync(app);
        await EqualAsync(app);
        await app.RebuildAsync();
        await EqualAsync(app);
    }

    private static Task EqualAsync(TestApp app) => app.ShouldEqualARecountAsync(
        new DateOnly(1991, 3, 7), new DateOnly(1998, 4, 15), "UTC", "America/New_York", "Asia/Kathmandu");

    private static async Task ChangeAsync(TestApp app)
    {
        var customers = (await app.GetAsync("/api/customers?size=20")).Items.Select(static one => (long)one!["id"]!).ToList();
        foreach (var id in customers.Take(5))
        {
            await app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"address":{"country":"Atlantis"}}""");
        }

        (await app.DeleteCustomerAsync(customers[^1])).Status.ShouldBe(204);
        foreach (var order in (await app.GetAsync("/api/orders?size=10")).Items)
        {
            (await app.Admin.SendAsync(HttpMethod.Delete, $"/api/orders/{order!["id"]}", null)).Status.ShouldBe(204);
        }
    }
}
