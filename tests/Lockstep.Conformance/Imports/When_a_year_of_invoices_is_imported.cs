using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Imports;

/// <summary>Online Retail whole (Chen, 2015): half a million lines of invoices, as they are.</summary>
public sealed class When_a_year_of_invoices_is_imported(ITestOutputHelper output, StartedSites sites)
{
    private const int Lines = 541_909;
    private const string Query =
        "source=retail&mode=history&currency=GBP&returns=C&products=create&dates=M/d/yyyy H:mm&map=InvoiceNo=externalId,StockCode=sku,"
        + "Description=name,Quantity=quantity,InvoiceDate=placedAt,UnitPrice=unitPrice,CustomerID=customer,Country=";

    [Theory]
    [OnEachStore]
    public async Task Orders_and_refused_rows_come_to_what_the_file_comes_to(StoreKind store)
    {
        var packed = Find();
        Assert.SkipUnless(TestRun.IsFull, "Half a million lines are imported by ./test --full.");
        var (customers, sum) = await ReadAsync(packed);
        sum.ShouldBe(9_747_747.934m);
        await using var site = await sites.CopyAsync(store);
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        using var http = api.Patient(TimeSpan.FromMinutes(10));
        await SendAsync(http, "customers", "source=retail&map=CustomerID=externalId,Country=country", new StringContent(customers));
        var began = Stopwatch.GetTimestamp();
        await using var lines = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        var import = await SendAsync(http, "orders", Query, new StreamContent(lines));
        output.WriteLine($"{Lines / Stopwatch.GetElapsedTime(began).TotalSeconds:N0} lines/s");
        import.GetProperty("rows").GetInt64().ShouldBe(Lines);
        var (sales, returns) = await TotalsAsync(api);
        var (accepted, refused, rows) = await VerdictsAsync(api, import.GetProperty("verdicts").GetString()!);
        rows.ShouldBe(Lines);
        (sales - returns).ShouldBe(accepted);
        (accepted + refused).ShouldBe(sum);
        await api.ShouldEqualARecountAsync(new DateOnly(2010, 12, 1), new DateOnly(2011, 12, 10));
    }

    /// <summary>Each customer once, with the country of its first line, and the exact sum of all lines.</summary>
    private static async Task<(string Customers, decimal Sum)> ReadAsync(string packed)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var customers = new StringBuilder("CustomerID,Country\n");
        var sum = 0m;
        using var lines = new StreamReader(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress));
        await lines.ReadLineAsync();
        while (await lines.ReadLineAsync() is { } line)
        {
            // Only the description, in the middle, may be quoted: from the end, a plain split finds the other cells.
            var cells = line.Split(',')[^5..];
            sum += decimal.Parse(cells[0], CultureInfo.InvariantCulture) * decimal.Parse(cells[2], CultureInfo.InvariantCulture);
            if (cells[3].Length > 0 && seen.Add(cells[3]))
            {
                customers.Append(CultureInfo.InvariantCulture, $"{cells[3]},{cells[4]}\n");
            }
        }

        return (customers.ToString(), sum);
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, string resource, string query, HttpContent content)
    {
        using (content)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            using var answer = await http.PostAsync($"/api/{resource}/import?{query}", content);
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue(text);
            return JsonDocument.Parse(text).RootElement;
        }
    }

    private static async Task<(decimal Sales, decimal Returns)> TotalsAsync(Api api)
    {
        var (sales, returns) = (0m, 0m);
        for (var after = ""; after is not null;)
        {
            var page = await api.GetAsync($"/api/orders?size=500{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            foreach (var order in page.GetProperty("items").EnumerateArray())
            {
                var total = order.GetProperty("totalAmount").GetDecimal();
                var isReturn = order.GetProperty("kind").GetString() is "return";
                (sales, returns) = (sales + (isReturn ? 0 : total), returns + (isReturn ? total : 0));
            }

            after = page.GetProperty("next") is { ValueKind: JsonValueKind.String } next ? next.GetString() : null;
        }

        return (sales, returns);
    }

    /// <summary>
    /// What the verdict file proves: the amounts of the rows that were taken, of those that were not, and how many rows it has.
    /// </summary>
    private static async Task<(decimal Accepted, decimal Refused, int Rows)> VerdictsAsync(Api api, string path)
    {
        var (accepted, refused, rows) = (0m, 0m, 0);
        using var lines = new StreamReader(await api.Http.GetStreamAsync(path));
        (await lines.ReadLineAsync()).ShouldBe("row,outcome,orderId,message,line,amount");
        while (await lines.ReadLineAsync() is { } line)
        {
            rows++;
            var amount = decimal.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture);
            var isRefused = line.Split(',', 3)[1] is "refused";
            (accepted, refused) = (accepted + (isRefused ? 0 : amount), refused + (isRefused ? amount : 0));
        }

        return (accepted, refused, rows);
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Lockstep.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        var path = Path.Combine(folder.FullName, "..", "shared", "data", "online-retail", "online_retail.csv.gz");
        Assert.SkipUnless(
            File.Exists(path), "The public data set Online Retail is not there: it is looked for in ../shared/data beside the repository.");
        return path;
    }
}
