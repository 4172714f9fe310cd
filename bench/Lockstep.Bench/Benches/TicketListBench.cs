using System.Globalization;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>Pages of 50 out of a million tickets against the same pages out of ten thousand, as the time that one page takes.</summary>
internal sealed class TicketListBench : IBench
{
    private const string Tickets = "tickets";

    public string Name => "tickets";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var many = await PageTimes.StartFilledAsync(options, Tickets, PageTimes.Many, Fill);
        await using var few = await PageTimes.StartFilledAsync(options, Tickets, PageTimes.Few, Fill);
        return
        [
            await PageTimes.CompareAsync(
                options, many, few, "tickets, newest first",
                static server => PageTimes.WalkedAsync(server, "/api/tickets?sort=-id&size=50")),
            await PageTimes.CompareAsync(
                options, many, few, "tickets status=", static _ => PageTimes.ByAsync(Tickets, "status", TicketFill.Statuses)),
            await PageTimes.CompareAsync(
                options, many, few, "tickets queue=", static _ => PageTimes.ByAsync(Tickets, "queue", Numbers(0, "queue "))),
            await PageTimes.CompareAsync(
                options, many, few, "tickets status=open&sort=dueAt",
                static server => PageTimes.WalkedAsync(server, "/api/tickets?status=open&sort=dueAt&size=50")),
            .. await WalkAsync(options, many, few, "queue=queue%207&sort=dueAt", "queue=queue%207&status=waiting&sort=dueAt",
                "priority=urgent&sort=-updatedAt"),
            await PageTimes.CompareAsync(
                options, many, few, "tickets q=", static _ => PageTimes.ByAsync(Tickets, "q", Person.LastNamesInUse)),
        ];
    }

    private static async Task<IReadOnlyList<Row>> WalkAsync(
        BenchOptions options, LockstepServer many, LockstepServer few, params string[] lists)
    {
        var rows = new List<Row>();
        foreach (var list in lists)
        {
            rows.Add(await PageTimes.CompareAsync(
                options, many, few, $"tickets {Uri.UnescapeDataString(list)}",
                server => PageTimes.WalkedAsync(server, $"/api/tickets?{list}&size=50")));
        }

        return rows;
    }

    private static IEnumerable<string> Numbers(int first, string before) =>
        Enumerable.Range(first, PageTimes.VariantsMax).Select(number => before + number.ToString(CultureInfo.InvariantCulture));

    private static void Fill(string folder, int rows) => TicketFill.Run(Path.Combine(folder, "support.db"), rows);
}
