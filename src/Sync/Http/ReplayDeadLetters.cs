using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Http;

/// <summary>POST /sync/dead-letters/{id}/replay and POST /sync/dead-letters/replay</summary>
internal static partial class ReplayDeadLetters
{
    private const int IdsMax = 1_000;
    private const int ChunkSize = 500;
    private const int TargetMax = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/dead-letters/{id:long}/replay",
            (long id, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail) =>
                ReplayOneAsync(id, work, database, dispatchers, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe("Replay one dead letter; a delivery that is not dead stays as it is", Response.Of<DeliveryView>(200), Response.Error(404));
        routes.MapPost(
            "/dead-letters/replay",
            (
                ReplayFilter filter, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail,
                ILogger<SyncDatabase> logger) =>
                ReplayManyAsync(filter, work, database, dispatchers, trail, logger).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Replay all dead letters that pass a filter, in order",
                Body.Json("""{ "flow": "welcome-package", "cause": "unavailable" }"""),
                Response.Of<ReplayResult>(200), Response.Error(400));
    }

    public static async Task<Answer> ReplayOneAsync(
        long id, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail)
    {
        if (await database.Store.ReadAsync(reader => IsDeadAsync(reader, id), work.Ct))
        {
            await trail.RecordAsync(new AuditEntry(work.Actor, "dead-letter:replayed", $"deliveries/{id}"), work.Ct);
        }

        var answer = await work.WriteOnceAsync(
            database,
            () => Array.Empty<byte>(),
            async transaction =>
            {
                await DeliveryTable.ReviveAsync(transaction, SqlValue.List([id]), database.Clock.GetUtcNow());
                var view = await transaction.FirstAsync($"select {DeliveryView.Columns} from deliveries where id = $1", DeliveryView.Read, id);
                return view is null
                    ? Answer.NotFound("dead letter", id)
                    : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, SyncJson.Default.DeliveryView));
            });
        dispatchers.WakeAll();
        return answer;
    }

    public static async Task<Answer> ReplayManyAsync(
        ReplayFilter filter, Work work, SyncDatabase database, DispatcherSet dispatchers, IAuditTrail trail, ILogger<SyncDatabase> logger)
    {
        if (Check(filter).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(filter, SyncJson.Default.ReplayFilter),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "dead-letters:replayed", TargetOf(filter)), work.Ct);
                var count = await ReviveAllAsync(filter, database, dispatchers, work.Ct);
                Replayed(logger, count, work.Actor);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ReplayResult(count), SyncJson.Default.ReplayResult));
            });
    }

    private static async ValueTask<bool> IsDeadAsync(IReader reader, long id) =>
        await reader.FirstAsync("select 1 from deliveries where id = $1 and state = 'dead'", static row => row.Int64(0), id) == 1;

    /// <summary>What the filter chose, as far as that fits into an entry.</summary>
    private static string TargetOf(ReplayFilter filter)
    {
        var target = $"deliveries?flow={filter.Flow}&cause={filter.Cause}&subject={filter.Subject}&ids={filter.Ids?.Count}";
        return target.Length <= TargetMax ? target : target[..TargetMax];
    }

    private static async Task<long> ReviveAllAsync(
        ReplayFilter filter, SyncDatabase database, DispatcherSet dispatchers, CancellationToken ct)
    {
        // In chunks, so that a replay of a hundred thousand does not keep every other write waiting; the last id seen is the cursor.
        long last = 0, count = 0;
        IReadOnlyList<long> ids;
        do
        {
            ids = await database.Store.ReadAsync(reader => FindAsync(reader, filter, last), ct);
            var chunk = SqlValue.List(ids);
            count += await database.Store.WriteAsync(
                transaction => DeliveryTable.ReviveAsync(transaction, chunk, database.Clock.GetUtcNow()), ct);
            last = ids.Count > 0 ? ids[^1] : last;
            dispatchers.WakeAll();
        }
        while (ids.Count == ChunkSize);

        return count;
    }

    private static Errors Check(ReplayFilter filter)
    {
        var errors = new Errors();
        if (filter.Ids?.Count > IdsMax)
        {
            errors.Add("ids", $"Must name at most {IdsMax} deliveries.");
        }

        TextRules.Check(errors, "flow", filter.Flow, TargetMax);
        TextRules.Check(errors, "subject", filter.Subject, TargetMax);
        if (filter.Cause is not null && !Causes.Words.Contains(filter.Cause, StringComparer.Ordinal))
        {
            errors.Add("cause", $"Must be one of {string.Join(", ", Causes.Words)}.");
        }

        return errors;
    }

    private static ValueTask<IReadOnlyList<long>> FindAsync(IReader reader, ReplayFilter filter, long after) => reader.QueryAsync(
        $"""
        select id from deliveries
        where state = 'dead' and id > $1 and ($2 is null or flow = $2) and ($3 is null or cause = $3) and ($4 is null or subject = $4)
          and ($5 is null or {reader.Dialect.InIntegers("id", "$5")})
        order by id limit $6
        """,
        static row => row.Int64(0),
        after, filter.Flow, filter.Cause, filter.Subject,
        SqlValue.List(filter.Ids), ChunkSize);

    [LoggerMessage(5030, LogLevel.Information, "{Count} dead letters replayed by {Actor}")]
    private static partial void Replayed(ILogger logger, long count, string actor);
}
