using Lockstep.Reports.Facts;
using Lockstep.Reports.Figures;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>What each question asks is read from indexes made for it, however many facts there are.</summary>
[RunsOnEachStore]
public sealed class ReportPlanTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private IStore Store => fixture.App.Services.GetRequiredKeyedService<IStore>("reports");

    [Fact]
    public async Task Strays_are_looked_for_among_strays_alone()
    {
        var plan = string.Join(" | ", await Store.PlanAsync($"select {FactStrays.AnyIn("$1")}", [1]));
        foreach (var kind in new[] { "order", "customer", "product", "ticket" })
        {
            plan.ShouldContain($"{kind}_facts_strays");
        }
    }

    [Theory]
    [InlineData(2, "year")]
    [InlineData(3, "ever")]
    public async Task The_highest_of_a_year_and_of_all_time_are_read_in_their_order(long grain, string index)
    {
        foreach (var (sums, table) in new[] { (KeySums.Customers, "customer_sales"), (KeySums.Products, "product_sales") })
        {
            var plan = await Store.PlanAsync(sums.Highest(grain, RankedSums.ByRevenue, 2), [1, 2024, "EUR", 100]);
            var steps = string.Join(" | ", plan);
            steps.ShouldContain($"{table}_{index}");
            plan.ShouldNotContain(static step => step.Contains("TEMP B-TREE", StringComparison.Ordinal)
                || step.Contains("Sort Key", StringComparison.Ordinal), steps);
        }
    }
}
