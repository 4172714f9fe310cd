using System.Globalization;
using System.Text;

namespace Lockstep.Conformance.Support;

/// <summary>Northwind, public data beside the repository: a customer's whole small business.</summary>
internal static class NorthwindFiles
{
    /// <summary>The path of a file; skips the test where it is not there.</summary>
    public static string PathOf(string name)
    {
        var path = Checkout.PathOf("..", "shared", "data", "northwind", $"{name}.csv");
        Assert.SkipUnless(File.Exists(path),
            "The public data set Northwind is not there: it is looked for in ../shared/data beside the repository.");
        return path;
    }

    /// <summary>What each order comes to, to the cent, by its lines in the file.</summary>
    public static Dictionary<string, decimal> Totals() => Lines().GroupBy(static line => line[0], StringComparer.Ordinal).ToDictionary(
        static order => order.Key,
        static order => decimal.Round(
            order.Sum(static line => Number(line[2]) * Number(line[3]) * (1 - Number(line[4]))), 2, MidpointRounding.AwayFromZero),
        StringComparer.Ordinal);

    /// <summary>Orders and their lines as one file.</summary>
    public static string Orders()
    {
        // Customer and date stand before the first cell that may have a comma.
        var heads = File.ReadLines(PathOf("orders")).Skip(1).Select(static line => line.Split(','))
            .ToDictionary(static head => head[0], static head => $"{head[1]},{head[3]}", StringComparer.Ordinal);
        var text = new StringBuilder("OrderID,CustomerID,OrderDate,ProductID,UnitPrice,Quantity,Discount\n");
        foreach (var line in Lines())
        {
            text.Append(CultureInfo.InvariantCulture, $"{line[0]},{heads[line[0]]},{string.Join(',', line[1..])}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string[]> Lines() => File.ReadLines(PathOf("order_details")).Skip(1).Select(static line => line.Split(','));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
