using Lockstep.Inventory.Packages;

namespace Lockstep.Tests.Modules.Inventory;

public sealed class PackageStatusTests
{
    [Fact]
    public void Exactly_five_moves_are_legal() =>
        PackageStatus.All.SelectMany(from => PackageStatus.Next(from).Select(to => $"{from}→{to}")).ShouldBe(
            ["Pending→Packed", "Pending→Cancelled", "Packed→Shipped", "Packed→Cancelled", "Shipped→Delivered"], ignoreOrder: true);

    [Theory]
    [InlineData("shipped", "Shipped")]
    [InlineData("PENDING", "Pending")]
    [InlineData("lost", null)]
    [InlineData(null, null)]
    public void A_status_is_known_in_any_case(string? text, string? status) => PackageStatus.Parse(text).ShouldBe(status);
}
