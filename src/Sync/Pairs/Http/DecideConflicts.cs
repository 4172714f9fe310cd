using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>POST /sync/conflicts/{id}/decide, POST /sync/conflicts/decide and DELETE /sync/rules/{id}</summary>
internal static class DecideConflicts
{
    private const int ValueMax = 20_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/conflicts/{id:long}/decide",
            (long id, DecisionInput input, Work work, SyncDatabase database, PairDecisions decisions, IAuditTrail trail) =>
                DecideOneAsync(id, input, work, database, decisions, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Decide a conflict; both sides get the value at once. With asRule the side counts for this field from now on",
                Body.Json("""{ "take": "left" }"""), Response.Of<ConflictView>(200), Response.Error(400, 404, 409));
        routes.MapPost(
            "/conflicts/decide",
            (
                DecisionsInput input, Work work, SyncDatabase database, PairDecisions decisions, IOptions<PairOptions> options,
                IAuditTrail trail) =>
                DecideManyAsync(input, work, database, decisions, options.Value, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Decide several conflicts alike; those that are settled by then, or can't be decided so, are told",
                Body.Json("""{ "ids": [1, 2], "take": "right" }"""), Response.Of<DecisionsResult>(200), Response.Error(400));
        routes.MapDelete(
            "/rules/{id:long}",
            (long id, Work work, SyncDatabase database, IAuditTrail trail) => DropAsync(id, work, database, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe("Take back that a decision holds for a field; what it decided stays", Response.Empty(204), Response.Error(404));
    }

    public static async Task<Answer> DecideOneAsync(
        long id, DecisionInput input, Work work, SyncDatabase database, PairDecisions decisions, IAuditTrail trail)
    {
        if (!await database.Store.ReadAsync(reader => PairConflictTable.IsThereAsync(reader, id), work.Ct))
        {
            return Answer.NotFound("conflict", id);
        }

        if (Check(input.Take, input.Value, new Errors()).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // Before it is done: the log is in another database, and a decision that nobody answers for is worse than an entry too many.
        await trail.RecordAsync(new AuditEntry(work.Actor, "conflict:decided", $"conflicts/{id}"), work.Ct);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PairJson.Default.DecisionInput),
            async transaction =>
                await decisions.DecideAsync(transaction, id, Choice(input.Take, input.Value, input.AsRule), work.Actor) is { } refused
                    ? refused
                    : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                        Told((await PairConflictTable.FindAsync(transaction, id))!), PairJson.Default.ConflictView)));
    }

    public static async Task<Answer> DecideManyAsync(
        DecisionsInput input, Work work, SyncDatabase database, PairDecisions decisions, PairOptions options, IAuditTrail trail)
    {
        var errors = Check(input.Take, input.Value, new Errors());
        if (input.Ids is not { Count: > 0 } || input.Ids.Count > options.DecideMax)
        {
            errors.Add("ids", $"Must name 1 to {options.DecideMax} conflicts (Pairs__DecideMax).");
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PairJson.Default.DecisionsInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "conflicts:decided", $"conflicts?ids={input.Ids!.Count}"), work.Ct);
                var refused = new List<DecisionRefusal>();

                // A commit for each: one that is refused takes no other with it, and no link is held until the last is decided.
                foreach (var id in input.Ids.Distinct())
                {
                    var choice = Choice(input.Take, input.Value, input.AsRule);
                    if (await database.Store.WriteAsync(
                        transaction => decisions.DecideAsync(transaction, id, choice, work.Actor), work.Ct) is { } why)
                    {
                        refused.Add(new DecisionRefusal(id, why.ToText()));
                    }
                }

                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                    new DecisionsResult(input.Ids.Distinct().Count() - refused.Count, refused), PairJson.Default.DecisionsResult));
            });
    }

    public static async Task<Answer> DropAsync(long id, Work work, SyncDatabase database, IAuditTrail trail)
    {
        await trail.RecordAsync(new AuditEntry(work.Actor, "rule:dropped", $"rules/{id}"), work.Ct);
        return await database.Store.WriteAsync(
            transaction => transaction.ExecuteAsync("delete from pair_rules where id = $1", id), work.Ct) == 1
            ? Answer.NoContent() : Answer.NotFound("rule", id);
    }

    private static Errors Check(string? take, JsonElement? value, Errors errors)
    {
        if (take is null || !PairConflict.Decisions.Contains(take, StringComparer.Ordinal))
        {
            errors.Add("take", $"Must be one of {string.Join(", ", PairConflict.Decisions)}.");
        }

        if (value is not null && take is not PairConflict.TakeValue)
        {
            errors.Add("value", "Can be given only where take is value.");
        }

        if (value?.GetRawText().Length > ValueMax)
        {
            errors.Add("value", $"Must have at most {ValueMax} characters as JSON.");
        }

        return errors;
    }

    /// <summary>Without what both sides say: the answer is kept for repeats, where nobody would take a person out of it.</summary>
    private static ConflictView Told(PairConflict conflict) =>
        ConflictView.Of(conflict with { Base = null, Left = null, Right = null, Value = null });

    private static PairChoice Choice(string? take, JsonElement? value, bool? asRule) => new(take!, value?.GetRawText(), asRule ?? false);
}
