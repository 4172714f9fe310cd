using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// Takes a call in: 1. its bytes are stored. 2. They are verified. 3. The effect, its history and event, and what the call is answered are
/// one commit. When we die between 1 and 3, <see cref="WebhookRecovery"/> does 2 and 3; when behind 3, a repeat hears the answer.
/// </summary>
internal sealed partial class WebhookHandler(
    OrdersDatabase database, OrderWriter orders, OrderStock stock, ISecrets secrets, IOptions<WebhookOptions> options,
    ILogger<WebhookHandler> logger)
{
    /// <summary>Who it was, in histories.</summary>
    public const string Actor = "webhook:erp-order-status";

    public const string SecretName = "webhooks.erp";
    public const string PreviousName = "webhooks.erp-previous";

    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);
    private static readonly Refusal AnotherBody = new(
        RefusalCode.Conflict, "A call with this webhook-id and another body took effect before; send each call under an id of its own.",
        "webhook-id", "Was used for another body.");

    /// <summary>The secrets that count, the newest first; none when nothing is set up.</summary>
    public async ValueTask<IReadOnlyList<string>> SecretsAsync(CancellationToken ct) =>
        [.. new[] { await secrets.FindAsync(SecretName, ct), await secrets.FindAsync(PreviousName, ct) }.OfType<string>()];

    /// <summary>Step 1.</summary>
    public Task<long> StoreAsync(WebhookHeaders headers, byte[] body, CancellationToken ct) => database.Store.WriteAsync(
        transaction => WebhookTable.InsertAsync(transaction, headers, body, database.Clock.GetUtcNow()), ct);

    /// <summary>Steps 2 and 3; null when the call came to its end meanwhile and left nothing to answer.</summary>
    public async Task<Answer?> FinishAsync(long id, IReadOnlyList<string> known, CancellationToken ct)
    {
        var (answer, task) = await database.Store.WriteAsync<(Answer?, StockTask?)>(
            async transaction =>
            {
                if (await WebhookTable.FindForUpdateAsync(transaction, id) is not { State: WebhookTable.Received } call)
                {
                    return (null, null);
                }

                if (WebhookSignature.Refuse(call.Headers, call.Body, known, call.ReceivedAt, options.Value.Tolerance) is { } reason)
                {
                    await WebhookTable.RefuseAsync(transaction, id, options.Value.RefusedMax);
                    transaction.OnCommitted(() => Refused(logger, id, reason));
                    return (new Refusal(RefusalCode.NotSignedIn, $"This call can't be believed. {reason}"), null);
                }

                return await OnceAsync(transaction, call);
            },
            ct);
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    /// <summary>
    /// A repeat is told from a first call under a lock on its key: two at once are one behind the other. Only what had an effect is told
    /// again; a refused call is judged anew when it comes again, for what was in its way may be gone.
    /// </summary>
    private async ValueTask<(Answer Answer, StockTask? Task)> OnceAsync(ITransaction transaction, StoredWebhook call)
    {
        var key = call.Headers.Id is { } given ? $"id {given}" : $"sha256 {Convert.ToHexStringLower(SHA256.HashData(call.Body))}";
        var since = call.Headers.Id is null ? call.ReceivedAt - options.Value.Tolerance : DateTimeOffset.UnixEpoch;
        await transaction.LockAsync($"webhook {key}");
        if (await WebhookTable.FindEffectAsync(transaction, key, since) is { } first)
        {
            var isSame = first.Body.AsSpan().SequenceEqual(call.Body);
            await (isSame
                ? WebhookTable.ForgetAsync(transaction, call.Id)
                : WebhookTable.FinishAsync(transaction, call.Id, null, AnotherBody));
            return (isSame ? first.Answer : AnotherBody, null);
        }

        var outcome = await ApplyAsync(transaction, call.Body);
        var answer = outcome.Order.Refusal is { } refusal ? (Answer)refusal : Answer.Ok(outcome.Order.Json);
        await WebhookTable.FinishAsync(transaction, call.Id, key, answer);
        transaction.OnCommitted(() => Finished(logger, call.Id, answer.Number));
        return (answer, outcome.Task);
    }

    private async ValueTask<OrderOutcome> ApplyAsync(ITransaction transaction, byte[] body)
    {
        StatusReport report;
        try
        {
            report = JsonSerializer.Deserialize(body, StatusJson.Default.StatusReport) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException fault)
        {
            return JsonFaults.ToRefusal(fault);
        }

        if (report.Check().ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var outcome = await report.ApplyAsync(transaction, Work.Of(Actor, CancellationToken.None), orders);
        return outcome.Order.Refusal is { } state ? MayPass(state) : outcome;
    }

    /// <summary>
    /// A call in good form that the order, as it is, does not take: calls overtake each other, so the same one may be right later. Said so
    /// that its sender repeats it.
    /// </summary>
    private static Refusal MayPass(Refusal refusal) => refusal with
    {
        Code = refusal.IsOfForm ? RefusalCode.Conflict : refusal.Code,
        RetryAfter = refusal.RetryAfter ?? TryAgain,
    };

    [LoggerMessage(6120, LogLevel.Warning, "call {Id} of an outside system was not believed: {Reason}")]
    private static partial void Refused(ILogger logger, long id, string reason);

    [LoggerMessage(6121, LogLevel.Information, "call {Id} of an outside system was answered with {Status}")]
    private static partial void Finished(ILogger logger, long id, int status);
}
