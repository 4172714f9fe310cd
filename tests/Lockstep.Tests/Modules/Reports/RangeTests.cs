using System.Text.Json.Nodes;
using Lockstep.Reports.Calendars;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Sums of years, months and days, put together to any range, are what its orders come to.</summary>
[RunsOnEachStore]
public sealed class RangeTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns"];

    [Fact]
    public async Task Any_range_in_any_zone_equals_a_recount()
    {
        const int Changes = 90;
        const int Ranges = 24;
        var random = new Random(11);
        await using var app = await TestApp.StartAsync();
        var shop = new RandomShop(app.Admin, random);
        await shop.OpenAsync();
        for (var i = 0; i < Changes; i++)
        {
            await shop.ChangeAsync();
        }

        shop.ShouldHaveDone("import", "POST orders");
        await app.ShouldEqualARecountAsync(new DateOnly(2024, 1, 1), new DateOnly(2032, 1, 1), "UTC");
        var recount = await Recount.OfAsync(app.ReadAsync);
        for (var i = 0; i < Ranges; i++)
        {
            // From a few days to more than two years, around those in which anything was placed.
            var from = new DateOnly(2023, 11, 1).AddDays(random.Next(700));
            var to = from.AddDays(1 + random.Next(i % 2 == 0 ? 60 : 900));
            foreach (var by in (string[])["customer", "product", "country"])
            {
                (await recount.DifferenceAsync(app.ReadAsync, by, from, to, Zones[i % Zones.Length])).ShouldBeNull($"{from} to {to}");
            }
        }

        await YearsAsync(app, recount, random);
    }

    /// <summary>A year, and what nearly is one, is read from the sums of the year in their order.</summary>
    private static async Task YearsAsync(TestApp app, Recount recount, Random random)
    {
        const int Rows = 2;
        foreach (var zone in Zones)
        {
            var from = new DateOnly(2024 + random.Next(2), 1, 1).AddDays(random.Next(-2, 3) * random.Next(6));
            var to = new DateOnly(from.AddDays(15).Year + 1, 1, 1).AddDays(random.Next(-1, 2) * random.Next(6));
            foreach (var by in (string[])["customer", "product", "country"])
            {
                (await recount.DifferenceAsync(app.ReadAsync, by, from, to, zone)).ShouldBeNull($"{from} to {to}");
                var path = FormattableString.Invariant(
                    $"/api/reports/sales?by={by}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&zone={Uri.EscapeDataString(zone)}");
                var all = await app.ReadAsync($"{path}&size=10000");
                var few = await app.ReadAsync($"{path}&size={Rows}");
                few["series"]!.AsArray().Select(Best).ShouldBe(all["series"]!.AsArray().Select(Best), $"{by} {from} to {to} in {zone}");
            }
        }

        static string Best(JsonNode? series) =>
            $"{series!["currency"]} {string.Join(' ', series["rows"]!.AsArray().Take(Rows).Select(static row => row!.ToJsonString()))}";
    }

    [Fact]
    public void Each_day_of_a_range_is_in_its_pieces_once_and_no_other_day_is()
    {
        var (first, last) = (new DateOnly(2023, 3, 9).DayNumber, new DateOnly(2025, 10, 20).DayNumber);
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var from = first + random.Next(-400, 900);
            var to = from + 1 + random.Next(i % 2 == 0 ? 70 : 1_000);
            var times = new Dictionary<long, long>();
            foreach (var (piece, index) in RangePieces.Of(from, to, (first, last)).Select(static (piece, index) => (piece, index)))
            {
                for (var slot = piece.From; slot < piece.To; slot++)
                {
                    foreach (var day in DaysOf(index, slot))
                    {
                        times[day] = times.GetValueOrDefault(day) + piece.Sign;
                    }
                }
            }

            for (long day = first; day <= last; day++)
            {
                times.GetValueOrDefault(day).ShouldBe(day >= from && day < to ? 1 : 0, $"{day} in {from} to {to}");
            }
        }
    }

    /// <summary>The days of a year, of a month, or the day itself: by the place among the pieces.</summary>
    private static IEnumerable<long> DaysOf(int index, long slot)
    {
        var start = index == 0 ? new DateOnly((int)slot, 1, 1) : index < 3 ? new DateOnly((int)(slot / 12), (int)(slot % 12) + 1, 1)
            : DateOnly.FromDayNumber((int)slot);
        var end = index == 0 ? start.AddYears(1) : index < 3 ? start.AddMonths(1) : start.AddDays(1);
        for (var day = start; day < end; day = day.AddDays(1))
        {
            yield return day.DayNumber;
        }
    }
}
