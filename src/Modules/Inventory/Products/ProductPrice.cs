namespace Lockstep.Inventory.Products;

/// <summary>A price is a decimal in code and a whole number of ten-thousandths in the table.</summary>
internal static class ProductPrice
{
    public const decimal Max = 99_999_999_999m;
    private const int Decimals = 4;
    private const decimal Scale = 10_000m;

    /// <summary>Whether a price is in range and has at most four decimals.</summary>
    public static bool IsValid(decimal price) => price is >= 0 and <= Max && decimal.Round(price, Decimals) == price;

    public static long ToUnits(decimal price) => (long)(price * Scale);

    public static decimal FromUnits(long units) => units / Scale;
}
