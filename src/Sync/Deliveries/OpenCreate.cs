using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// A create that was sent for a record, and of which nobody knows yet what became. It outlives its delivery: also the record's next change
/// must not make a second one. Ends when the record is found, made or definitely refused, or by a person.
/// </summary>
/// <param name="DeliveryId">The delivery that sent it last.</param>
/// <param name="Key">The idempotency key under which it was sent.</param>
/// <param name="Fields">What was sent; null when the person that it was about was erased.</param>
/// <param name="OpenedAt">When it was sent first under this key.</param>
/// <param name="SentAt">When it was sent last.</param>
/// <param name="IsReleased">Whether a person has said, by a replay, that it may be sent again.</param>
internal sealed record OpenCreate(
    long DeliveryId, string Key, JsonObject? Fields, DateTimeOffset OpenedAt, DateTimeOffset SentAt, bool IsReleased)
{
    public static OpenCreate? Read(Row row) => row.IsNull(1) ? null : new OpenCreate(
        row.Int64(1), row.Text(2), row.TextOrNull(3) is { } fields ? JsonNode.Parse(fields)!.AsObject() : null, row.Instant(4),
        row.Instant(5), row.Int64(6) != 0);

    /// <summary>
    /// Notes it down before it is sent; a repeat under the same key keeps when that one was first used.
    /// </summary>
    /// <returns>False when its delivery has ended, or somebody was erased since it was read: then it must not be sent.</returns>
    public static async ValueTask<bool> MarkAsync(
        ITransaction transaction, Delivery delivery, (string Key, JsonObject Fields) create, DateTimeOffset now) =>
        // Decided in the statement that notes it down: between a look and a write of their own the delivery could end.
        await transaction.ExecuteAsync(
            $"""
            insert into open_creates (flow, subject, delivery_id, send_key, fields, opened_at, sent_at, is_released)
            select flow, subject, id, $2, $3, $4, $4, 0 from deliveries
            where id = $1 and {Open} and {Delivery.NewestErasure} <= $5
            on conflict (flow, subject) do update set delivery_id = excluded.delivery_id, fields = excluded.fields,
              opened_at = case when open_creates.send_key = excluded.send_key then open_creates.opened_at else excluded.opened_at end,
              send_key = excluded.send_key, sent_at = excluded.sent_at, is_released = 0
            """,
            delivery.Id, create.Key, create.Fields.ToJsonString(), now, delivery.Erasures) == 1;

    /// <summary>Takes the mark of a create back that was not sent after all.</summary>
    public static ValueTask UnmarkAsync(ITransaction transaction, Delivery delivery, OpenCreate? before) => before is null
        ? transaction.SendAsync(
            "delete from open_creates where flow = $1 and subject = $2 and delivery_id = $3", delivery.Flow, delivery.Subject, delivery.Id)
        : transaction.SendAsync(
            """
            update open_creates set delivery_id = $3, send_key = $4, opened_at = $5, sent_at = $6, is_released = $7
            where flow = $1 and subject = $2
            """,
            delivery.Flow, delivery.Subject, before.DeliveryId, before.Key, before.OpenedAt, before.SentAt, before.IsReleased ? 1 : 0);

    /// <summary>It is known what became of those of deliveries that are next in their lanes.</summary>
    public static ValueTask SettleAsync(ITransaction transaction, SqlValue ids) =>
        transaction.SendAsync($"delete from open_creates where {Of(transaction, Open)}", ids);

    /// <summary>A person lets them be sent again, by a replay of dead letters that nobody could judge.</summary>
    public static ValueTask ReleaseAsync(ITransaction transaction, SqlValue ids) =>
        transaction.SendAsync($"update open_creates set is_released = 1 where {Of(transaction, Unjudged)}", ids);

    /// <summary>
    /// A person sets dead letters aside that nobody could judge, and has seen to the records. One that died of something else may have sent
    /// a create before: nobody else looks what became of it.
    /// </summary>
    public static ValueTask ForgetAsync(ITransaction transaction, SqlValue ids) => transaction.SendAsync(
        $"""
        delete from open_creates where {Of(transaction, Unjudged)} or (flow, subject, delivery_id) in (
          select flow, subject, id from deliveries where {transaction.Dialect.InIntegers("id", "$1")} and state = 'dead')
        """,
        ids);

    /// <summary>What was sent for somebody who is erased is kept no longer; from now on only a person can judge it.</summary>
    public static ValueTask EraseAsync(ITransaction transaction, SqlValue ids) =>
        transaction.SendAsync($"update open_creates set fields = null where {Of(transaction, "payload <> 'null'")}", ids);

    /// <summary>
    /// What the refusal of a create means. Of a repeat it says nothing of the first one, which may have made the record all the same: where
    /// the system knows the key again it is repeated under it until there is an answer for good, whatever the record has become meanwhile.
    /// </summary>
    /// <param name="said">The refusal.</param>
    /// <param name="isRepeat">Whether it was sent before under this key, and the system remembers keys.</param>
    /// <param name="isRuledOut">Whether nothing was sent before, or a search did not find what that would have made.</param>
    /// <returns>Whether nothing is open any more, and what is to be told.</returns>
    public static (bool Settles, ApplyResult Told) Refused(ApplyResult said, bool isRepeat, bool isRuledOut)
    {
        var isPassing = RetryPolicy.IsWorthRepeating(said.Cause!.Value);
        return (isRuledOut && !(isRepeat && isPassing), isRuledOut || isPassing ? said : ApplyResult.Failed(
            FailureCause.OutcomeUnknown,
            $"A create whose answer was lost was sent again, and refused: {said.Message} "
                + "Whether the first one made the record nobody knows.")
            with { Status = said.Status, Answer = said.Answer });
    }

    /// <summary>Said in a way that fits no partial index, which would be read from end to end.</summary>
    private const string Open = "coalesce(finished_at, 0) = 0";

    private const string Unjudged = "state = 'dead' and cause = 'outcome-unknown'";

    private static string Of(ITransaction transaction, string which) =>
        $"(flow, subject) in (select flow, subject from deliveries where {transaction.Dialect.InIntegers("id", "$1")} and {which})";
}
