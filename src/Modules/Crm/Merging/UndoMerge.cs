using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Merging;

/// <summary>POST /customers/{id}/merge/undo: two customers again</summary>
internal static class UndoMerge
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/merge/undo",
            (long id, Work work, CustomerMergeWriter customers, CrmDatabase database, IOptions<RetentionOptions> options) =>
                RunAsync(id, work, customers, database, options.Value.Merges).ToHttpAsync())
        .Needs(Permissions.CustomersMerge)
        .Describe(
            "Undo the merge by which a customer is gone: it is there again, and what "
                + "followed goes back as far as nobody has changed whose it is",
            Response.Of<MergeView>(200), Response.Error(404, 409, 410, 422));

    public static Task<Answer> RunAsync(long id, Work work, CustomerMergeWriter customers, CrmDatabase database, TimeSpan undoFor) =>
        work.WriteOnceAsync(
        database,
        static () => ReadOnlyMemory<byte>.Empty,
        async transaction =>
        {
            // The customers before the merge, in the order in which a merge takes them.
            if (await CustomerRecord.Table.FindRowForUpdateAsync(transaction, id) is not { } lead
                || await MergeTable.FindOpenForUpdateAsync(transaction, id) is not { } merge)
            {
                return new Refusal(RefusalCode.NotFound, $"Customer {id} was not merged into another one.");
            }

            var now = database.Clock.GetUtcNow();
            var row = await CustomerRecord.Table.FindRowForUpdateAsync(transaction, merge.Survivor);
            if (Refuse(merge, row?.MergedInto, undoFor, now) is { } refusal)
            {
                return refusal;
            }

            await customers.UnmergeAsync(transaction, work, lead, row, merge.Pair!);
            await MergeTable.UndoAsync(transaction, merge, work.Actor, now);
            await MergeTable.ForgetPartsAsync(transaction, merge.Id);
            transaction.OnCommitted(() => database.Store.Signals.Ring(MergeFollower.Topic));
            var undone = merge with { State = MergeState.Undoing, UndoneBy = work.Actor, UndoneAt = now };
            return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                undone.ToView(await MergeTable.PartsAsync(transaction, merge.Id), undoFor, now), MergeJson.Wire.MergeView));
        });

    private static Refusal? Refuse(MergeRow merge, long? mergedInto, TimeSpan undoFor, DateTimeOffset now) => merge switch
    {
        { State: MergeState.Undoing } => new Refusal(RefusalCode.Conflict,
            "This merge is being undone; its records are on their way back."),
        _ when !merge.CanBeUndone(undoFor, now) => new Refusal(
            RefusalCode.Expired, $"Merges can be undone for {undoFor.TotalDays:0.##} days, and not once the person was erased."),
        _ when mergedInto is { } other => new Refusal(
            RefusalCode.Conflict,
            $"Customer {merge.Survivor} was merged into customer {other} since; undo that first "
                + $"(POST /api/customers/{merge.Survivor}/merge/undo)."),
        _ => null,
    };
}
