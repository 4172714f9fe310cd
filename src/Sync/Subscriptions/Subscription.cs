using System.Globalization;
using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Outbox;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Subscriptions;

/// <summary>A webhook as events are held against it and sent by it.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Flow">The flow that it is.</param>
/// <param name="Secrets">What signs, the newest first; none when what the table has can't be opened.</param>
internal sealed record Subscription(Webhook Webhook, Flow Flow, IReadOnlyList<SigningSecret> Secrets)
{
    private const string Prefix = "webhook:";

    /// <summary>
    /// What is a little older than the webhook is sent too: the clocks of two processes may differ by that, and an event of after must not
    /// be taken for one of before.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(10);

    /// <summary>The flow and the target of a webhook; no file can take this name.</summary>
    public static string NameOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    /// <summary>Whether a flow is a webhook, be it one that is gone.</summary>
    public static bool IsWebhook(string flow) => flow.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What counts at an instant.</summary>
    public IEnumerable<string> SecretsAt(DateTimeOffset now) =>
        Secrets.Where(secret => secret.Until is not { } until || until > now).Select(static secret => secret.Text);

    /// <summary>Whether an event is for it.</summary>
    public bool Wants(OutboxEvent published) => Webhook.Kinds.Contains(published.Kind, StringComparer.Ordinal)
        && published.At >= Webhook.CreatedAt - ClocksDiffer
        && Webhook.Events.Any(pattern => EventPattern.Matches(pattern, published.Type))
        && Flow.Filter?.Wants(CloudEventJson.Of(published)) is not false;
}

/// <summary>A secret that signs.</summary>
/// <param name="Text">The secret.</param>
/// <param name="Until">When it no longer counts; null for the newest.</param>
internal sealed record SigningSecret(string Text, DateTimeOffset? Until);
