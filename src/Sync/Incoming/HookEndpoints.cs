using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Incoming;

/// <summary>GET /sync/hooks, GET /sync/hooks/calls/{id} and POST /sync/hooks/calls/{id}/replay</summary>
internal static class HookEndpoints
{
    private static readonly ListReader<HookView> Hooks = new(
        new ListSpec<HookView>
        {
            Table = "incoming_hooks",
            Columns = HookView.Columns,
            Read = HookView.Read,
            Id = static hook => hook.Id,
            HasCounter = false,
            Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
            {
                ["flow"] = ListFilter.Exact("flow"),
                ["state"] = ListFilter.OneOf("state", "received", "done", "failed"),
            },
        },
        IncomingJson.Default.HookView);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/hooks",
            (HttpRequest request, Work work, SyncDatabase database) => Hooks.ReadAsync(database, request.Query, work).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "List what outside systems told flows", Response.Page<HookView>(), Response.Error(400), Hooks.Parameters());
        routes.MapGet(
            "/hooks/calls/{id:long}",
            (long id, Work work, SyncDatabase database) => ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Read a call with its body, secrets masked", Response.Of<HookDetails>(200), Response.Error(404));
        routes.MapPost(
            "/hooks/calls/{id:long}/replay",
            (long id, Work work, SyncDatabase database, IAuditTrail trail) => ReplayAsync(id, work, database, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Have a call worked through once more; what it says that is known by now has no further effect",
                Response.Of<HookView>(202), Response.Error(404, 409));
    }

    public static async Task<Answer> ReadAsync(long id, Work work, SyncDatabase database)
    {
        var details = await database.Store.ReadAsync(
            reader => reader.FirstAsync(
                $"select {HookView.Columns}, subjects, body from incoming_hooks where id = $1",
                static row => new HookDetails(
                    HookView.Read(row), row.TextOrNull(14) is { } subjects ? JsonElement.Parse(subjects) : null,
                    MaskedBody.Of(row.Bytes(15))),
                id),
            work.Ct);
        return details is null
            ? Answer.NotFound("call", id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(details, IncomingJson.Default.HookDetails));
    }

    public static async Task<Answer> ReplayAsync(long id, Work work, SyncDatabase database, IAuditTrail trail)
    {
        if (await database.Store.ReadAsync(reader => FindAsync(reader, id), work.Ct) is not { } known)
        {
            return Answer.NotFound("call", id);
        }

        if (known.IsErased)
        {
            return Refusal.Of(RefusalCode.Conflict, "id", "What came was erased: there is nothing left to work through.");
        }

        await trail.RecordAsync(
            new AuditEntry(work.Actor, "hook:replayed", string.Create(CultureInfo.InvariantCulture, $"hooks/{id}")), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            static () => "replay"u8.ToArray(),
            async transaction =>
            {
                await HookTable.ReplayAsync(transaction, id, database.Clock.GetUtcNow());
                return await FindAsync(transaction, id) is { } view
                    ? Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(view, IncomingJson.Default.HookView))
                    : Answer.NotFound("call", id);
            });
        database.Store.Signals.Ring(HookTable.Topic);
        return answer;
    }

    private static ValueTask<HookView?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {HookView.Columns} from incoming_hooks where id = $1", HookView.Read, id);
}
