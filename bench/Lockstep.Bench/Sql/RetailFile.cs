using System.IO.Compression;
using System.Text;

namespace Lockstep.Bench.Sql;

/// <summary>Online Retail (Chen, 2015): a year of invoices, unpacked, and the customers that it names.</summary>
internal sealed class RetailFile
{
    private const string Name = "data/online-retail/online_retail.csv.gz";

    private RetailFile(string path, byte[] lines, byte[] customers) => (Path, Lines, Customers) = (path, lines, customers);

    /// <summary>The unpacked file.</summary>
    public string Path { get; }

    /// <summary>Its bytes.</summary>
    public byte[] Lines { get; }

    /// <summary>Each customer once, with the country of its first line.</summary>
    public byte[] Customers { get; }

    /// <summary>Unpacks the file that stands beside the repository.</summary>
    public static async Task<RetailFile> OpenAsync(string repository, string folder)
    {
        var packed = System.IO.Path.Combine(repository, "..", "shared", Name);
        if (!File.Exists(packed))
        {
            throw new NotAvailableException($"the public data set Online Retail is looked for in ../shared/{Name} beside the repository");
        }

        var path = System.IO.Path.Combine(folder, "online_retail.csv");
        await using (var lines = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress))
        await using (var file = File.Create(path))
        {
            await lines.CopyToAsync(file);
        }

        return new RetailFile(path, await File.ReadAllBytesAsync(path), Encoding.UTF8.GetBytes(CustomersOf(path)));
    }

    /// <summary>Only the description, in the middle, may be quoted: from the end, a plain split finds the other cells.</summary>
    private static string CustomersOf(string path) => "CustomerID,Country\n" + string.Concat(
        File.ReadLines(path).Skip(1).Select(line => line.Split(',')[^2..]).Where(cells => cells[0].Length > 0)
            .DistinctBy(cells => cells[0], StringComparer.Ordinal).Select(cells => $"{cells[0]},{cells[1]}\n"));
}
