using System.Globalization;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Values;

namespace Lockstep.Tests.Modules.Orders;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(3, "4.95", "0", "14.85")]
    [InlineData(3, "4.95", "0.05", "14.1075")]
    [InlineData(1, "0.0001", "0.5", "0")]
    [InlineData(3, "0.0001", "0.5", "0.0002")]
    [InlineData(5, "0.0001", "0.5", "0.0002")]
    [InlineData(7, "0.0001", "0.5", "0.0004")]
    [InlineData(1, "0.0005", "0.3", "0.0004")]
    [InlineData(1, "0.0003", "0.1", "0.0003")]
    [InlineData(12, "9.8", "0.15", "99.96")]
    [InlineData(1_000_000, "99999999999", "0", "99999999999000000")]
    [InlineData(1, "10", "1", "0")]
    public void A_line_total_is_rounded_half_even_to_four_decimals(long quantity, string price, string discount, string total) =>
        Money.LineTotal(quantity, Number(price), Number(discount)).ShouldBe(Number(total));

    [Theory]
    [InlineData("0.0001", 1)]
    [InlineData("4.95", 49_500)]
    [InlineData("99999999999999", 999_999_999_999_990_000)]
    public void An_amount_is_kept_as_ten_thousandths_and_comes_back_as_it_was(string amount, long units)
    {
        Money.ToUnits(Number(amount)).ShouldBe(units);
        Money.FromUnits(units).ShouldBe(Number(amount));
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
