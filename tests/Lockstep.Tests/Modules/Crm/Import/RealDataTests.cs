using System.IO.Compression;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>Customers of real companies, from public data beside the repository.</summary>
[RunsOnEachStore]
public sealed class RealDataTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Fact]
    public async Task All_customers_of_Northwind_arrive_as_they_are()
    {
        var file = await File.ReadAllBytesAsync(RealData.Find("northwind/customers.csv"), TestContext.Current.CancellationToken);
        const string Query = "source=northwind&map=CustomerID=externalId,CompanyName=organisation,ContactName=name,Address=line";
        var (_, import) = await _api.SendAsync(file, Query);
        ImportApi.Counts(import).ShouldBe((91, 0, 0, 0));
        import["ignoredColumns"]!.ToJsonString().ShouldBe("""["ContactTitle","Fax"]""");
        var customer = await _api.CustomerAsync("BLONP");
        customer["organisation"]!.GetValue<string>().ShouldBe("Blondesddsl père et fils");
        customer["address"]!["line"]!.GetValue<string>().ShouldBe("24, place Kléber");
        customer = await _api.CustomerAsync("WOLZA");
        customer["organisation"]!.GetValue<string>().ShouldBe("Wolski  Zajazd");
        customer["address"]!["postalCode"]!.GetValue<string>().ShouldBe("01-012");
        ImportApi.Counts((await _api.SendAsync(file, Query)).Body).ShouldBe((0, 0, 91, 0));
    }

    [Fact]
    public async Task All_customers_of_the_online_retailer_arrive_with_no_more_than_an_id_and_a_country()
    {
        var file = Distinct(RealData.Find("online-retail/online_retail.csv.gz"));
        const string Query = "source=retail&map=CustomerID=externalId,Country=country";
        ImportApi.Counts((await _api.SendAsync(file, Query)).Body).ShouldBe((4_372, 0, 0, 0));
        ImportApi.Counts((await _api.SendAsync(file, Query)).Body).ShouldBe((0, 0, 4_372, 0));
        var customer = await _api.CustomerAsync("12346");
        customer["name"]!.GetValue<string>().ShouldBe("Customer 12346");
        customer["address"]!["country"]!.GetValue<string>().ShouldBe("United Kingdom");
    }

    /// <summary>Each customer once, with the country of its first line.</summary>
    private static byte[] Distinct(string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder("CustomerID,Country\n");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        lines.ReadLine();
        while (lines.ReadLine() is { } line)
        {
            // Only the description, in the middle, may be quoted: from the end, a plain split finds id and country.
            var country = line.LastIndexOf(',');
            var id = line.LastIndexOf(',', country - 1);
            if (country - id > 1 && seen.Add(line[(id + 1)..country]))
            {
                text.Append(line, id + 1, line.Length - id - 1).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
