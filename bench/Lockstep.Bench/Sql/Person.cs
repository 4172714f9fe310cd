using System.Globalization;

namespace Lockstep.Bench.Sql;

/// <summary>Made-up customers: whatever their number, each name and each country has the same share of them.</summary>
internal sealed record Person(string FirstName, string LastName, string Email, string Phone, string City, string Country)
{
    private const int Spread = 7_919;
    private static readonly string[] FirstNames = Words(["An", "Bor", "Cla", "Di", "Ev"], ["na", "is", "ra", "ter"], ["", "lie"]);
    private static readonly string[] LastNames = Words(
        ["Bach", "Kowal", "Lind", "Mar", "Nov", "Ols", "Petr", "Ros", "Schu", "Wint"], ["ber", "ing", "ov", "strom", "wick"],
        ["", "er", "mann", "son"]);

    private static readonly string[] Cities = Words(["Alten", "Brook", "Grand", "Neu", "Porto"], ["burg", "field", "hafen", "ville"], [""]);

    public static IReadOnlyList<string> LastNamesInUse => LastNames;

    public string Name => $"{FirstName} {LastName}";

    public static IReadOnlyList<string> Countries { get; } = [.. Enumerable.Range(1, 200).Select(number => $"Country {number:000}")];

    public static Person Number(long number, string set)
    {
        // Steps through all combinations: a prime number that divides none of the lists' lengths.
        var mixed = number * Spread;
        return new Person(
            FirstNames[mixed / LastNames.Length % FirstNames.Length],
            LastNames[mixed % LastNames.Length],
            string.Create(CultureInfo.InvariantCulture, $"{set}.{number}@bench.example"),
            string.Create(CultureInfo.InvariantCulture, $"+49 30 {number:0000000}"),
            Cities[number % Cities.Length],
            Countries[(int)(number * 31 % Countries.Count)]);
    }

    private static string[] Words(string[] starts, string[] middles, string[] ends) =>
        [.. starts.SelectMany(start => middles.SelectMany(middle => ends.Select(end => start + middle + end)))];
}
