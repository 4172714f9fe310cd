using Lockstep.Contracts.Access;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Pairs;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.FirstMatch;

/// <summary>What people do with first matches.</summary>
internal sealed class FirstMatches(SyncDatabase database, FlowRegistry flows, PairLinks links, IAuditTrail trail)
{
    private const int RowsMax = 1_000;

    /// <summary>The flow of a name; a refusal when it is none that looks for partners.</summary>
    public (Flow? Flow, Refusal? Refusal) Find(string name) => flows.ByName.GetValueOrDefault(name) switch
    {
        null => (null, new Refusal(RefusalCode.NotFound, $"There is no flow {name} in force.")),
        { Pair: null } => (null, Refusal.Of(
            RefusalCode.Conflict, "flow", $"The flow {name} goes one way; a first match is of two sides.")),
        { Pair.Match: null } => (null, Refusal.Of(
            RefusalCode.Conflict, "flow", $"The flow {name} has no match rules, by which two records could be taken for one.")),
        { } flow => (flow, null),
    };

    /// <summary>The newest first match of a flow; null when there was none.</summary>
    public async Task<FirstMatchView?> ReadAsync(Flow flow, CancellationToken ct) => await database.Store.ReadAsync(
        async reader => await FirstMatchTable.NewestAsync(reader, flow.Name) is { } run ? await ViewAsync(reader, flow, run) : null,
        ct);

    /// <summary>Begins one; a refusal while one is under way.</summary>
    public async ValueTask<(FirstMatchView? View, Refusal? Refusal)> StartAsync(ITransaction transaction, Flow flow, Work work)
    {
        if (await FirstMatchTable.NewestForUpdateAsync(transaction, flow.Name) is { IsUnderWay: true } open)
        {
            return (null, Refusal.Of(
                RefusalCode.Conflict, "flow",
                $"First match {open.Id} of {flow.Name} is {open.State}; read it, and wait until that is done."));
        }

        var run = (await FirstMatchTable.AddAsync(
            transaction, flow.Name, FirstMatchContext.PrintOf(flow.Pair!), work.Actor, database.Clock.GetUtcNow()))!;
        transaction.OnCommitted(() => database.Store.Signals.Ring(FirstMatchTable.Topic));
        return (await ViewAsync(transaction, flow, run), null);
    }

    /// <summary>Accepts all, or some rows of it.</summary>
    public async ValueTask<(AcceptResult? Result, Refusal? Refusal)> AcceptAsync(
        ITransaction transaction, Flow flow, AcceptInput input, Work work)
    {
        if (Check(input) is { } invalid)
        {
            return (null, invalid);
        }

        var run = await FirstMatchTable.NewestForUpdateAsync(transaction, flow.Name);
        if (run is null || Refuse(run, flow) is not null)
        {
            return (null, run is null
                ? new Refusal(RefusalCode.NotFound, $"There was no first match of {flow.Name} yet; start one.") : Refuse(run, flow));
        }

        return input.All is true ? await AcceptAllAsync(transaction, flow, run, work)
            : await AcceptSomeAsync(transaction, flow, run, [.. input.Left!.Select(static one => one!)]);
    }

    /// <summary>Says in the audit log who did it.</summary>
    public Task NoteAsync(Work work, string what, Flow flow) =>
        trail.RecordAsync(new AuditEntry(work.Actor, what, $"flows/{flow.Name}"), work.Ct);

    /// <summary>The newest first match with its figures.</summary>
    public static async ValueTask<FirstMatchView> ViewAsync(IReader reader, Flow flow, FirstMatchRun run)
    {
        var counts = await FirstMatchRecords.CountAsync(reader, run.Id);
        return new FirstMatchView(
            run.Flow, run.Id, run.State, run.Stage, !IsOfToday(run, flow), run.Reason, CountsOf(counts, Side.Left, run.LeftRead),
            CountsOf(counts, Side.Right, run.RightRead), run.StartedBy, run.StartedAt, run.EndedAt, run.AcceptedBy, run.AcceptedAt);
    }

    private static FirstMatchCounts CountsOf(IReadOnlyList<(Side Side, string? Verdict, long Count)> counts, Side side, long read)
    {
        return new FirstMatchCounts(
            read, Of(FirstMatchRecord.Linked), Of(FirstMatchRecord.Link), Of(FirstMatchRecord.Ask), Of(FirstMatchRecord.Create),
            Of(FirstMatchRecord.Alone), Of(FirstMatchRecord.Fault));

        long Of(string verdict) => counts.Where(one => one.Side == side && string.Equals(one.Verdict, verdict, StringComparison.Ordinal))
            .Sum(static one => one.Count);
    }

    private static bool IsOfToday(FirstMatchRun run, Flow flow) =>
        string.Equals(run.Rules, FirstMatchContext.PrintOf(flow.Pair!), StringComparison.Ordinal);

    private static Refusal? Check(AcceptInput input) =>
        input.All is true == input.Left is not null || input.All is false
            ? Refusal.Invalid("all", "Must be true; or else give the ids of records of the left side.")
        : input.Left is { } left && (left.Count is 0 or > RowsMax || left.Any(string.IsNullOrEmpty))
            ? Refusal.Invalid("left", $"Must be 1 to {RowsMax} ids.")
        : null;

    /// <summary>One that was cut off while it was accepted goes on; the flow may have got other rules by then.</summary>
    private static Refusal? Refuse(FirstMatchRun run, Flow flow)
    {
        var isCutOff = run is { State: FirstMatchRun.Failed, AcceptedBy: not null };
        var reason = run.State is not FirstMatchRun.Ready && !isCutOff
            ? $"First match {run.Id} of {flow.Name} is {run.State}; only one that is ready can be accepted."
            : !isCutOff && !IsOfToday(run, flow) ? "The flow has other sides, fields or rules by now; start a first match anew."
            : null;
        return reason is null ? null : Refusal.Of(RefusalCode.Conflict, "flow", reason);
    }

    private async ValueTask<(AcceptResult? Result, Refusal? Refusal)> AcceptAllAsync(
        ITransaction transaction, Flow flow, FirstMatchRun run, Work work)
    {
        // One that was cut off goes on at its place: begun anew, it would ask for all looks a second time.
        var accepted = (run.State is FirstMatchRun.Ready ? run.At(FirstMatchRun.Links) : run) with
        {
            State = FirstMatchRun.Accepting, AcceptedBy = work.Actor, Reason = null,
        };
        await FirstMatchTable.KeepAsync(transaction, accepted);
        transaction.OnCommitted(() => database.Store.Signals.Ring(FirstMatchTable.Topic));
        return (new AcceptResult(0, await ViewAsync(transaction, flow, accepted)), null);
    }

    private async ValueTask<(AcceptResult? Result, Refusal? Refusal)> AcceptSomeAsync(
        ITransaction transaction, Flow flow, FirstMatchRun run, IReadOnlyList<string> ids)
    {
        var certain = await transaction.QueryAsync(
            $"""
            select {FirstMatchRecord.Columns} from first_match_records
            where run = $1 and side = 0 and verdict = 'link' and {transaction.Dialect.InTexts("record_id", "$2")} order by id
            """,
            FirstMatchRecord.Read, run.Id, SqlValue.List(ids));
        if (ids.Except(certain.Select(static one => one.Id), StringComparer.Ordinal).FirstOrDefault() is { } other)
        {
            return (null, Refusal.Invalid("left", $"{other} is no record of the left side whose partner is certain."));
        }

        var linked = await FirstMatchAcceptance.LinkAsync(transaction, links, flow, run.Id, certain);
        return (new AcceptResult(linked, await ViewAsync(transaction, flow, run)), null);
    }
}
