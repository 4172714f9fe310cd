namespace Lockstep.Runtime.Values;

/// <summary>Amounts and discounts are decimals in code and whole numbers of ten-thousandths in the tables.</summary>
public static class Money
{
    /// <summary>The highest price of one unit.</summary>
    public const decimal PriceMax = 99_999_999_999m;

    /// <summary>The highest total of an order; its ten-thousandths fit into 64 bits.</summary>
    public const decimal TotalMax = 99_999_999_999_999m;
    private const int Decimals = 4;
    private const decimal Scale = 10_000m;

    /// <summary>Quantity × unit price × (1 − discount), rounded half-even to four decimals.</summary>
    public static decimal LineTotal(long quantity, decimal unitPrice, decimal discount) =>
        decimal.Round(quantity * unitPrice * (1 - discount), Decimals, MidpointRounding.ToEven);

    /// <summary>What lines come to when it is to be paid: rounded half away from zero to the currency's minor unit.</summary>
    /// <param name="lines">The totals of the lines.</param>
    /// <param name="currency">Its ISO 4217 code.</param>
    public static decimal Payable(IEnumerable<decimal> lines, string currency) =>
        decimal.Round(lines.Sum(), Currencies.DecimalsOf(currency), MidpointRounding.AwayFromZero);

    /// <summary>Whether it is a price of one unit: from 0 to <see cref="PriceMax"/>, with at most four decimals.</summary>
    public static bool IsPrice(decimal price) => price is >= 0 and <= PriceMax && IsWhole(price);

    /// <summary>Whether a number has at most four decimals.</summary>
    public static bool IsWhole(decimal amount) => decimal.Round(amount, Decimals) == amount;

    /// <summary>
    /// The same amount in its one spelling, without zeros at the end: what is answered at once and what is read back are the same text.
    /// </summary>
    public static decimal Plain(decimal amount) => FromUnits(ToUnits(amount));

    /// <summary>As tables hold it.</summary>
    public static long ToUnits(decimal amount) => (long)(amount * Scale);

    /// <summary>As tables held it.</summary>
    public static decimal FromUnits(long units) => units / Scale;
}
