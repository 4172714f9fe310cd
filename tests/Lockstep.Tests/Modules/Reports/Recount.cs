using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Counts by itself what reports say, from the records as the API lists them.</summary>
internal sealed class Recount
{
    private readonly IReadOnlyList<JsonNode> _orders;
    private readonly Dictionary<long, string?> _countries;

    private Recount(IReadOnlyList<JsonNode> orders, Dictionary<long, string?> countries) => (_orders, _countries) = (orders, countries);

    public static string[] Keys { get; } = ["day", "week", "month", "status", "country", "customer", "product"];

    /// <param name="get">Gets a path of the API.</param>
    public static async Task<Recount> OfAsync(Func<string, Task<JsonNode>> get)
    {
        var customers = await AllAsync(get, "customers");
        return new Recount(
            await AllAsync(get, "orders"),
            customers.ToDictionary(static one => (long)one["id"]!, static one => (string?)one["address"]?["country"]));
    }

    /// <summary>What differs between this and the report; null when nothing does.</summary>
    public async Task<string?> DifferenceAsync(Func<string, Task<JsonNode>> get, string by, DateOnly from, DateOnly to, string zone)
    {
        var report = await get(FormattableString.Invariant(
            $"/api/reports/sales?by={by}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&zone={Uri.EscapeDataString(zone)}&size=10000"));
        var (expected, told) = (Count(by, from, to, TimeZoneInfo.FindSystemTimeZoneById(zone)), Read(report, by));
        var differing = expected.Keys.Union(told.Keys, StringComparer.Ordinal)
            .Where(key => !Equals(expected.GetValueOrDefault(key, Sums.None), told.GetValueOrDefault(key, Sums.None)))
            .Select(key => $"{key}: {told.GetValueOrDefault(key)} instead of {expected.GetValueOrDefault(key)}").Take(5).ToList();
        return differing.Count == 0 ? null : $"by {by} in {zone}, of {_orders.Count} orders: {string.Join("; ", differing)}";
    }

    /// <summary>The first difference of all kinds of rows in all these zones; null when there is none.</summary>
    public async Task<string?> DifferenceAsync(Func<string, Task<JsonNode>> get, DateOnly from, DateOnly to, params string[] zones)
    {
        foreach (var zone in zones)
        {
            foreach (var by in Keys)
            {
                if (await DifferenceAsync(get, by, from, to, zone) is { } difference)
                {
                    return difference;
                }
            }
        }

        return null;
    }

    private static async Task<List<JsonNode>> AllAsync(Func<string, Task<JsonNode>> get, string resource)
    {
        var all = new List<JsonNode>();
        string? after = null;
        do
        {
            var page = await get($"/api/{resource}?size=500{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            all.AddRange(page["items"]!.AsArray()!);
            after = (string?)page["next"];
        }
        while (after is not null);
        return all;
    }

    private static Dictionary<string, Sums> Read(JsonNode report, string by)
    {
        var columns = report["columns"]!.AsArray().Select(static column => (string)column!["name"]!).ToList();
        int At(string name) => columns.IndexOf(name);
        var units = by is "product";
        var found = new Dictionary<string, Sums>(StringComparer.Ordinal);
        foreach (var series in report["series"]!.AsArray())
        {
            foreach (var row in series!["rows"]!.AsArray())
            {
                decimal Number(string name) => (decimal)row![At(name)]!;
                var sums = new Sums(
                    Number(units ? "units" : "orders"), Number(units ? "returned" : "returns"), Number("gross"), Number("refunds"),
                        Number("revenue"));
                if (sums != Sums.None)
                {
                    found.Add($"{series["currency"]} {row![0]?.ToString() ?? "-"}", sums);
                }
            }
        }

        return found;
    }

    private Dictionary<string, Sums> Count(string by, DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        var sums = new Dictionary<string, Sums>(StringComparer.Ordinal);
        foreach (var order in _orders)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime((DateTimeOffset)order["placedAt"]!, zone).DateTime);
            var isCancelled = (string?)order["status"] is "CANCELLED";
            if (day < from || day >= to || (isCancelled && by is not "status"))
            {
                continue;
            }

            var isReturn = (string?)order["kind"] is "return";
            foreach (var (key, count, amount) in by is "product" ? Lines(order) : [(KeyOf(order, by, day), 1m,
                (decimal)order["totalAmount"]!)])
            {
                var name = $"{order["currency"]} {key}";
                var revenue = isCancelled ? 0 : isReturn ? -amount : amount;
                sums[name] = sums.GetValueOrDefault(name, Sums.None)
                    + (isReturn ? new Sums(0, count, 0, amount, revenue) : new Sums(count, 0, amount, 0, revenue));
            }
        }

        return sums;
    }

    private static IEnumerable<(string Key, decimal Count, decimal Amount)> Lines(JsonNode order) => order["items"]!.AsArray()
        .Select(static item => (item!["productId"]!.ToString(), (decimal)item["quantity"]!, (decimal)item["lineTotal"]!));

    private string KeyOf(JsonNode order, string by, DateOnly day) => by switch
    {
        "status" => (string)order["status"]!,
        "customer" => order["customerId"]?.ToString() ?? "-",
        "country" => order["customerId"] is { } customer && _countries.GetValueOrDefault((long)customer) is { Length: > 0 } country
            ? country
            : "-",
        "month" => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        "week" => FormattableString.Invariant(
            $"{ISOWeek.GetYear(day.ToDateTime(default)):0000}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(default)):00}"),
        _ => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>What one row says.</summary>
    internal sealed record Sums(decimal Sales, decimal Returns, decimal Gross, decimal Refunds, decimal Revenue)
    {
        public static Sums None { get; } = new(0, 0, 0, 0, 0);

        public static Sums operator +(Sums one, Sums two) => new(
            one.Sales + two.Sales, one.Returns + two.Returns, one.Gross + two.Gross, one.Refunds + two.Refunds, one.Revenue + two.Revenue);
    }
}
