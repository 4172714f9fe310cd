using System.Text.Json;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Webhooks;

/// <summary>A call as it was stored.</summary>
internal sealed record StoredWebhook(long Id, string State, WebhookHeaders Headers, byte[] Body, DateTimeOffset ReceivedAt);

/// <summary>Calls of outside systems: stored first, believed later.</summary>
internal static class WebhookTable
{
    public const string Received = "received";
    public const string Done = "done";
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

    public static ValueTask<long> InsertAsync(ITransaction transaction, WebhookHeaders headers, byte[] body, DateTimeOffset now) => transaction.FirstAsync(
        "insert into webhooks (state, headers, body, received_at) values ('received', $1, $2, $3) returning id",
        static row => row.Int64(0), SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(headers, WebhookJson.Default.WebhookHeaders)), body,
        now);

    public static ValueTask<StoredWebhook?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync($"select {Columns} from webhooks where id = $1", Read, id);

    /// <summary>Those that nobody has brought to their end.</summary>
    public static ValueTask<IReadOnlyList<long>> ListReceivedAsync(IReader reader, DateTimeOffset before, int limit) => reader.QueryAsync(
        "select id from webhooks where state = 'received' and received_at < $1 order by received_at limit $2", static row => row.Int64(0), before, limit);

    /// <summary>What the first of several equal calls was answered; null when this is the first.</summary>
    public static ValueTask<Answer?> FindAnswerAsync(ITransaction transaction, string key, DateTimeOffset since) => transaction.FirstAsync(
        "select status, answer from webhooks where key = $1 and received_at >= $2 order by id limit 1",
        static row => Answer.Stored((int)row.Int64(0), row.Bytes(1)), key, since);

    /// <summary>Marks a call that is not believed, and forgets the oldest of those beyond a limit.</summary>
    public static async ValueTask RefuseAsync(ITransaction transaction, long id, int most)
    {
        await transaction.SendAsync("update webhooks set state = 'refused' where id = $1", id);
        await transaction.SendAsync(
            "delete from webhooks where id in (select id from webhooks where state = 'refused' order by id desc limit 100 offset $1)", most);
    }

    /// <summary>In the commit of its effect: notes down what a call was answered.</summary>
    public static ValueTask FinishAsync(ITransaction transaction, long id, string key, Answer answer) => transaction.SendAsync(
        "update webhooks set state = $2, key = $3, status = $4, answer = $5 where id = $1",
        id, Done, key, answer.Number, SqlValue.Utf8(answer.Content));

    public static ValueTask ForgetAsync(ITransaction transaction, long id) => transaction.SendAsync("delete from webhooks where id = $1", id);

    private static StoredWebhook Read(Row row) => new(
        row.Int64(0), row.Text(1), JsonSerializer.Deserialize(row.Text(2), WebhookJson.Default.WebhookHeaders)!, row.Bytes(3),
        row.Instant(4));
}
