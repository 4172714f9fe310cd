using System.Runtime.InteropServices;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>
/// Tickets that were entered in the range: how many are open, how long first answers and solutions took by the clock on the wall, and how
/// many
/// of either came late, or are late by now. While the clock of a solution stands still, it does not get later.
/// </summary>
internal sealed class TicketsReport(FactReader facts) : IReport
{
    private const decimal Second = 1_000m;
    private const long Never = long.MaxValue;
    private static readonly string[] Keys = [.. Period.All, "queue", "priority", "status"];

    public static ReportKind Kind { get; } = new(
        "tickets",
        "Tickets by time, queue, priority or status: first answers, solutions, and how many came late",
        new QueryParameter("by", $"What rows are made of: {string.Join(", ", Keys)}; {Keys[0]} by default") { Words = Keys });

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        var by = ask.Word("by", Keys);
        if (!ask.Errors.None)
        {
            return null;
        }

        var isPeriod = Period.All.Contains(by, StringComparer.Ordinal);
        return await facts.AnswerAsync(
            Kind, ask, FactScope.In(FactVersions.Tickets, ask.Range),
            async (reader, edition) => ToTable(await ReadAsync(reader, edition, ask, isPeriod ? null : by), ask.Range, by, isPeriod), ct);
    }

    private static ReportTable ToTable(IReadOnlyList<Sum> sums, DateRange range, string by, bool isPeriod)
    {
        var names = isPeriod
            ? Period.Of(by, range).Select(start => Period.NameOf(by, start)).ToList()
            : [.. sums.Select(static sum => sum.Word).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var byName = sums.GroupBy(sum => isPeriod ? Period.NameOf(by, Period.StartOf(by, range.DayOf(sum.At))) : sum.Word,
            StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Aggregate(static (one, two) => one.With(two)),
                StringComparer.Ordinal);
        return new ReportTable(
            [
                ReportColumn.Text(by), ReportColumn.Count("tickets"), ReportColumn.Count("open"), ReportColumn.Count("answered"),
                ReportColumn.Number("firstAnswerMeanSeconds"), ReportColumn.Number("firstAnswerMaxSeconds"),
                ReportColumn.Count("firstAnswersLate"), ReportColumn.Count("resolved"), ReportColumn.Number("solutionMeanSeconds"),
                ReportColumn.Number("solutionMaxSeconds"), ReportColumn.Count("solutionsLate"),
            ],
            [new ReportSeries(null, [.. names.Select(name => (byName.GetValueOrDefault(name) ?? Sum.None).Cells(name))])])
        {
            // The next ticket gets late without a fact that changes.
            HoldsUntil = sums.Select(static sum => sum.NextLate).DefaultIfEmpty(Never).Min(),
        };
    }

    private static ValueTask<IReadOnlyList<Sum>> ReadAsync(IReader reader, long edition, ReportAsk ask, string? word)
    {
        // The word is one of ours; without one the tickets of each quarter of an hour are added up.
        var key = word ?? $"created_at / {Slots.QuarterMs}";
        return reader.QueryAsync(
            $"""
            select {(word is null ? "''" : key)}, {(word is null ? key : "0")}, count(*), count(case when resolved_at is null then 1 end),
              count(answered_at),
              cast(coalesce(sum(answered_at - created_at), 0) as bigint), coalesce(max(answered_at - created_at), 0),
              count(case when coalesce(answered_at, resolved_at, $4) > first_due_at then 1 end), count(resolved_at),
              cast(coalesce(sum(resolved_at - created_at), 0) as bigint), coalesce(max(resolved_at - created_at), 0),
              count(case when coalesce(resolved_at, paused_at, $4) > due_at then 1 end),
              coalesce(min(case when answered_at is null and resolved_at is null and first_due_at >= $4 then first_due_at + 1 end),
                {Never}),
              coalesce(min(case when resolved_at is null and paused_at is null and due_at >= $4 then due_at + 1 end), {Never})
            from ticket_facts where edition = $1 and is_counted = 1 and created_at >= $2 and created_at < $3 group by {key}
            """,
            static row => new Sum(
                row.Text(0), row.Int64(1) * Slots.QuarterMs, row.Int64(2), row.Int64(3),
                new Took(row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7)), new Took(row.Int64(8), row.Int64(9), row.Int64(10),
                    row.Int64(11)), Math.Min(row.Int64(12), row.Int64(13))),
            edition, ask.Range.From, ask.Range.To, ask.Now);
    }

    /// <summary>How long something took.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Took(long Count, long SumMs, long MaxMs, long Late)
    {
        public Took With(Took other) => new(Count + other.Count, SumMs + other.SumMs, Math.Max(MaxMs, other.MaxMs), Late + other.Late);

        public object?[] Cells() =>
        [
            Count, Count > 0 ? decimal.Round(SumMs / Second / Count, 3) : null, Count > 0 ? decimal.Round(MaxMs / Second, 3) : null, Late,
        ];
    }

    /// <summary>Tickets with one word, or of one quarter of an hour.</summary>
    /// <param name="Word">The word.</param>
    /// <param name="At">When the quarter of an hour begins.</param>
    /// <param name="Tickets">How many.</param>
    /// <param name="Open">How many of them are not resolved.</param>
    /// <param name="Answers">First answers.</param>
    /// <param name="Solutions">Solutions.</param>
    /// <param name="NextLate">When the next one is late, if nothing happens before.</param>
    private sealed record Sum(string Word, long At, long Tickets, long Open, Took Answers, Took Solutions, long NextLate)
    {
        public static Sum None { get; } = new("", 0, 0, 0, default, default, Never);

        public Sum With(Sum other) => this with
        {
            Tickets = Tickets + other.Tickets,
            Open = Open + other.Open,
            Answers = Answers.With(other.Answers),
            Solutions = Solutions.With(other.Solutions),
        };

        public object?[] Cells(string name) => [name.Length > 0 ? name : null, Tickets, Open, .. Answers.Cells(), .. Solutions.Cells()];
    }
}
