using System.Text.Json;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Webhooks;

/// <summary>A call as it was stored.</summary>
internal sealed record StoredWebhook(long Id, string State, WebhookHeaders Headers, byte[] Body, DateTimeOffset ReceivedAt);

/// <summary>A call that came, and what it was answered.</summary>
internal sealed record AnsweredWebhook(long Id, string State, DateTimeOffset ReceivedAt, long? Status, string Answer, byte[] Body);

/// <summary>A call that took effect.</summary>
internal sealed record WebhookEffect(Answer Answer, byte[] Body);

/// <summary>Calls of outside systems: stored first, believed later.</summary>
internal static class WebhookTable
{
    public const string Received = "received";
    public const string Done = "done";
    public const string Refused = "refused";
    private const string Columns = "id, state, headers, body, received_at";

    /// <summary>Bodies may hold what is personal: they go with the events that came of them.</summary>
    public static readonly RetentionRule Retention = RetentionRule.By<WebhookRetentionOptions>(
        OrdersDatabase.Name, static options => options.Webhooks, """
        delete from webhooks where id in (select id from webhooks where received_at < $1 order by received_at limit $2)
        """);

    /// <summary>What was not believed is of use for an hour, to find out why.</summary>
    public static readonly RetentionRule RefusedRetention = new(OrdersDatabase.Name, static _ => TimeSpan.FromHours(1), """
        delete from webhooks where id in (select id from webhooks where state = 'refused' and received_at < $1 order by id limit $2)
        """);

    public static FutureRule Future { get; } = new(
        "orders", FutureRule.Skew, "update webhooks set received_at = $1 where state = 'received' and received_at > $2");

    public static ValueTask<long> InsertAsync(ITransaction transaction, WebhookHeaders headers, byte[] body, DateTimeOffset now) =>
        transaction.FirstAsync(
            "insert into webhooks (state, headers, body, received_at) values ('received', $1, $2, $3) returning id",
            static row => row.Int64(0),
            SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(headers, StatusWebhookJson.Default.WebhookHeaders)), body, now);

    public static ValueTask<StoredWebhook?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync($"select {Columns} from webhooks where id = $1", Read, id);

    /// <summary>Those that nobody has brought to their end.</summary>
    public static ValueTask<IReadOnlyList<long>> ListReceivedAsync(IReader reader, DateTimeOffset before, long after, int limit) =>
        reader.QueryAsync(
        "select id from webhooks where state = 'received' and received_at < $1 and id > $2 order by id limit $3",
        static row => row.Int64(0), before, after, limit);

    /// <summary>The call under a key that took effect, and what it was answered; null when none did.</summary>
    public static ValueTask<WebhookEffect?> FindEffectAsync(ITransaction transaction, string key, DateTimeOffset since) =>
        transaction.FirstAsync(
        "select status, answer, body from webhooks where key = $1 and received_at >= $2 and status < 300 order by id limit 1",
        static row => new WebhookEffect(Answer.Stored((int)row.Int64(0), row.Bytes(1)), row.Bytes(2)), key, since);

    /// <summary>Marks a call that is not believed, and forgets the oldest of those beyond a limit.</summary>
    public static async ValueTask RefuseAsync(ITransaction transaction, long id, int most)
    {
        await transaction.SendAsync("update webhooks set state = 'refused' where id = $1", id);
        await transaction.SendAsync(
            "delete from webhooks where id in (select id from webhooks where state = 'refused' order by id desc limit 100 offset $1)",
            most);
    }

    /// <summary>In the commit of its effect: notes down what a call was answered.</summary>
    public static ValueTask FinishAsync(ITransaction transaction, long id, string? key, Answer answer) => transaction.SendAsync(
        "update webhooks set state = $2, key = $3, status = $4, answer = $5 where id = $1",
        id, Done, key, answer.Number, SqlValue.Utf8(answer.Content));

    /// <summary>Calls with their answers, by their ids.</summary>
    public static ValueTask<IReadOnlyList<AnsweredWebhook>> PageAsync(IReader reader, long after, int limit) =>
        reader.QueryAsync(
        "select id, state, received_at, status, answer, body from webhooks where id > $1 order by id limit $2",
        static row => new AnsweredWebhook(
            row.Int64(0), row.Text(1), row.Instant(2), row.Int64OrNull(3), row.TextOrNull(4) ?? "", row.Bytes(5)),
        after, limit);

    public static ValueTask<int> ForgetAllAsync(ITransaction transaction, SqlValue ids) => transaction.ExecuteAsync(
        $"delete from webhooks where {transaction.Dialect.InIntegers("id", "$1")}", ids);

    public static ValueTask ForgetAsync(ITransaction transaction, long id) =>
        transaction.SendAsync("delete from webhooks where id = $1", id);

    private static StoredWebhook Read(Row row) => new(
        row.Int64(0), row.Text(1), JsonSerializer.Deserialize(row.Text(2), StatusWebhookJson.Default.WebhookHeaders)!, row.Bytes(3),
        row.Instant(4));
}
