using FsCheck;
using FsCheck.Fluent;
using Lockstep.Inventory.Products;

namespace Lockstep.Tests.Modules.Inventory;

public sealed class SkuMakerTests
{
    [Theory]
    [InlineData("Hex bolt M8 x 40", "HEX-BOLT-M8-X-40")]
    [InlineData("  Crème brûlée!! ", "CREME-BRULEE")]
    [InlineData("Straße & Øre", "STRASSE-ORE")]
    [InlineData("Щётка жёлтая", "SHCHETKA-ZHELTAYA")]
    [InlineData("ﬁn ½", "FIN-1-2")]
    [InlineData("螺栓", "PRODUCT")]
    public void A_name_becomes_capital_letters_digits_and_hyphens(string name, string sku) => SkuMaker.Stem(name).ShouldBe(sku);

    [Fact]
    public void Any_name_becomes_a_short_ascii_sku() => Prop.ForAll<string>(ArbMap.Default.ArbFor<string>(), text =>
    {
        var stem = SkuMaker.Stem(new string([.. (text ?? "").Where(letter => !char.IsSurrogate(letter))]));
        stem.Length.ShouldBeInRange(1, 52);
        stem.ShouldAllBe(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '-');
        stem.ShouldNotStartWith("-");
        stem.ShouldNotEndWith("-");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_free_name_gets_no_number() => (await FreeAsync([])).ShouldBe("BOLT");

    [Theory]
    [InlineData(1, "BOLT-2")]
    [InlineData(2, "BOLT-3")]
    [InlineData(7, "BOLT-8")]
    [InlineData(100, "BOLT-101")]
    public async Task The_next_product_of_a_name_gets_the_next_number(int products, string sku)
    {
        var taken = Enumerable.Range(1, products).Select(number => number == 1 ? "BOLT" : $"BOLT-{number}");
        (await FreeAsync([.. taken])).ShouldBe(sku);
    }

    [Fact]
    public void The_sku_is_free_whatever_is_taken() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt[]>(),
        numbers =>
        {
            var taken = numbers.Select(number => $"BOLT-{number.Get + 1}").Append("BOLT").ToHashSet(StringComparer.Ordinal);
            taken.Contains(FreeAsync(taken).AsTask().Result).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    private static ValueTask<string> FreeAsync(HashSet<string> taken) =>
        SkuMaker.FreeAsync("BOLT", sku => ValueTask.FromResult(taken.Contains(sku)));
}
