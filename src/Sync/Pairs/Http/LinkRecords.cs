using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>POST /sync/links, POST /sync/links/{id}/unlink, POST /sync/links/{id}/rematch and POST /sync/links/{id}/merge</summary>
internal static class LinkRecords
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/links",
            (PairLinkInput input, Work work, SyncDatabase database, PairLinks links, SideReader sides, IAuditTrail trail) =>
                LinkAsync(input, work, database, links, sides, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Link two records by hand; both are compared at once, and what they differ in is merged as a first link is",
                Body.Json("""{ "flow": "crm-shop", "leftId": "42", "rightId": "1017" }"""), Response.Of<LinkView>(200),
                Response.Error(400, 409));
        routes.MapPost(
            "/links/{id:long}/unlink",
            (long id, Work work, SyncDatabase database, PairLinks links, IAuditTrail trail) => ChangeAsync(
                id, "link:unlinked", work, database, links, trail,
                (transaction, flow, link) => links.UnlinkAsync(transaction, flow, link, PairLink.ByHand)).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Take a link apart; both records stay, and are not matched again until somebody asks for that", Response.Empty(204),
                Response.Error(404, 409));
        routes.MapPost(
            "/links/{id:long}/rematch",
            (long id, Work work, SyncDatabase database, PairLinks links, IAuditTrail trail) => ChangeAsync(
                id, "link:rematched", work, database, links, trail,
                (transaction, flow, link) => links.RematchAsync(transaction, flow, link)).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe("Have a record that was unlinked matched again", Response.Empty(204), Response.Error(404, 409));
        routes.MapPost(
            "/links/{id:long}/merge",
            (long id, MergeLinkInput input, Work work, SyncDatabase database, PairLinks links, IAuditTrail trail) =>
                MergeAsync(id, input, work, database, links, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Put a link into another one, because two records became one; its own records are left alone from then on",
                Body.Json("""{ "into": 7 }"""), Response.Empty(204), Response.Error(400, 404, 409));
    }

    public static async Task<Answer> LinkAsync(
        PairLinkInput input, Work work, SyncDatabase database, PairLinks links, SideReader sides, IAuditTrail trail)
    {
        var errors = new Errors();
        CheckId(errors, "leftId", input.LeftId);
        CheckId(errors, "rightId", input.RightId);
        var (flow, unknown) = links.Find(input.Flow);
        if ((unknown ?? errors.ToRefusal() ?? await RefuseMissingAsync(flow!, input, sides, work.Ct)) is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "link:made", $"flows/{flow!.Name}/links"), work.Ct);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PairJson.Default.PairLinkInput),
            async transaction =>
            {
                var (link, _, taken) = await links.LinkAsync(transaction, flow, input.LeftId!, input.RightId!, PairLink.ByHand);
                return taken is not null ? taken
                    : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(LinkView.Of(link!), PairJson.Default.LinkView));
            });
    }

    public static async Task<Answer> MergeAsync(
        long id, MergeLinkInput input, Work work, SyncDatabase database, PairLinks links, IAuditTrail trail)
    {
        if (input.Into is not { } number)
        {
            return Refusal.Invalid("into", "Must be the number of the link that stays.");
        }

        return await ChangeAsync(
            id, "link:merged", work, database, links, trail,
            async (transaction, flow, link) => await PairLinkTable.FindAsync(transaction, number) is { } into
                ? await links.MergeAsync(transaction, flow, link, into) : Refusal.Invalid("into", $"There is no link {number}."));
    }

    /// <summary>
    /// A slip of the pen would be a link of which one side is gone. A system that can't be asked now is no reason: both are compared later.
    /// </summary>
    private static async Task<Refusal?> RefuseMissingAsync(Flow flow, PairLinkInput input, SideReader sides, CancellationToken ct)
    {
        var errors = new Errors();
        await Task.WhenAll(CheckAsync(flow.Pair!.Left, "leftId", input.LeftId!), CheckAsync(flow.Pair.Right, "rightId", input.RightId!));
        return errors.ToRefusal();

        async Task CheckAsync(PairSide side, string field, string id)
        {
            if ((await sides.ReadAsync(flow, side, id, ct)).IsGone)
            {
                // Both sides are asked at the same time.
                lock (errors)
                {
                    AddMissing(errors, field, side, id);
                }
            }
        }
    }

    /// <summary>A record that is not there.</summary>
    public static void AddMissing(Errors errors, string field, PairSide side, string id) =>
        errors.Add(field, $"There is no {side.Kind} {id} in {side.System}.");

    /// <summary>An id that a record can have.</summary>
    public static void CheckId(Errors errors, string field, string? id) =>
        TextRules.CheckRequired(errors, field, id, SourceRecord.IdMax);

    /// <summary>Changes a link whose flow is in force.</summary>
    private static async Task<Answer> ChangeAsync(
        long id, string action, Work work, SyncDatabase database, PairLinks links, IAuditTrail trail,
        Func<ITransaction, Flow, PairLink, ValueTask<Refusal?>> change)
    {
        var found = await database.Store.AskAsync(
            reader => reader.FirstAsync($"select {PairLink.Columns} from pair_links where id = $1", PairLink.Read, id), work.Ct);
        if (found is null)
        {
            return Answer.NotFound("link", id);
        }

        if (links.Find(found.Flow).Flow is not { } flow)
        {
            return Refusal.Of(RefusalCode.Conflict, "flow", $"The flow {found.Flow} is not in force; put its file back first.");
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, action, $"links/{id}"), work.Ct);
        return await work.WriteOnceAsync(
            database, static () => ReadOnlyMemory<byte>.Empty,
            async transaction => await change(transaction, flow, found) is { } refusal ? refusal : Answer.NoContent());
    }
}
