using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Writes an entry for each change of a record: what happened and the digest that proves it, never the record. An event is never parked
/// here: when it can't be written it comes again until it can.
/// </summary>
internal sealed class AuditIntake([FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, AuditLog log) : IEventConsumer
{
    private const string Insert =
        "insert into audit (at, actor, action, target, refused, times, source, version, event_id, digest) values ($2, $3, $4, $5, 0, 1, $6, $7, $1, $8)";

    // Asked instead of "on conflict do nothing", which would use up a number: the numbers must have no gaps.
    private const string InsertNew =
        """
        insert into audit (at, actor, action, target, refused, times, source, version, event_id, digest)
        select $2, $3, $4, $5, 0, 1, $6, $7, $1, $8 where not exists (select 1 from audit where event_id = $1)
        """;

    public string Name => "audit";

    /// <summary>Repeats are rare, so each event is asked for only when one was found.</summary>
    public async Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        try
        {
            await WriteAsync(Insert, events, ct);
        }
        catch (UniqueViolationException)
        {
            await WriteAsync(InsertNew, events, ct);
        }
    }

    private Task WriteAsync(string sql, IReadOnlyList<OutboxEvent> events, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            foreach (var change in events)
            {
                await transaction.ExecuteAsync(
                    sql, change.Id, change.At, change.Actor, $"{change.Kind}:{change.Change}", change.Subject, change.Source, change.Version, change.Digest);
            }

            transaction.OnCommitted(log.Written.Ring);
            return true;
        },
        ct);
}
