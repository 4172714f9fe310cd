using System.Text.Json;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

[Collection(WithPortal.Name)]
public sealed class When_two_customers_are_one(Chromium chromium, PortalSite site)
{
    [Fact(Skip = TestRun.FullOnly, SkipUnless = nameof(TestRun.IsFull), SkipType = typeof(TestRun))]
    public async Task They_are_merged_with_a_choice_for_each_field_and_the_merge_is_undone()
    {
        var name = "Twin " + Guid.NewGuid().ToString("N")[..8];
        var (stays, goes) = (await CreateAsync($"{name} one", "+49 30 555 0001"), await CreateAsync($"{name} two", "+49 30 555 0002"));
        var order = await site.Api.PostAsync(
            "/api/orders", new { customerId = goes, items = new[] { new { sku = "TEA-130", quantity = 1 } } });
        await using var visit = await site.VisitAsync(chromium);
        await visit.GoAsync($"/customers/{stays}/show");
        await visit.Button("Merge …").ClickAsync();
        await visit.OfferedAsync("The other record", $"{name} two");
        await visit.Dialog.GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = "+49 30 555 0002" }).CheckAsync();
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Merge", Exact = true }).ClickAsync();
        await visit.ShowsAsync($"Customer {goes} is part of this one");
        await Assertions.Expect(visit.Heading($"{name} one")).ToBeVisibleAsync();
        await visit.ShowsAsync("+49 30 555 0002");
        await Eventually.HoldsAsync(async () => await OwnerAsync(order) == stays ? null : "the order has not followed");

        await visit.Button("Undo").ClickAsync();
        await visit.Button("Confirm").ClickAsync();
        await visit.ShowsAsync("It is undone.");
        await Eventually.HoldsAsync(async () => await OwnerAsync(order) == goes ? null : "the order has not come back");
        var (first, second) = (await site.Api.GetAsync($"/api/customers/{stays}"), await site.Api.GetAsync($"/api/customers/{goes}"));
        first.GetProperty("phone").GetString().ShouldBe("+49 30 555 0001");
        second.GetProperty("name").GetString().ShouldBe($"{name} two");
    }

    private async Task<long> CreateAsync(string name, string phone) =>
        (await site.Api.PostAsync("/api/customers", new { name, phone })).GetProperty("id").GetInt64();

    private async Task<long> OwnerAsync(JsonElement order) =>
        (await site.Api.GetAsync($"/api/orders/{order.GetProperty("id").GetInt64()}")).GetProperty("customerId").GetInt64();
}
