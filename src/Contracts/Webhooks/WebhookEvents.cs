using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Webhooks;

/// <summary>A webhook was made.</summary>
[EventName("lockstep.webhook.created.v1")]
public sealed record WebhookCreated : RecordEvent<Webhook>;

/// <summary>At least one field of a webhook changed.</summary>
[EventName("lockstep.webhook.changed.v1")]
public sealed record WebhookChanged : RecordEvent<Webhook>;

/// <summary>A webhook switched itself off: its receiver is gone, or took nothing for too long. What is to be sent waits.</summary>
[EventName("lockstep.webhook.disabled.v1")]
public sealed record WebhookDisabled : RecordEvent<Webhook>;

/// <summary>A webhook was deleted; only its tombstone is left.</summary>
[EventName("lockstep.webhook.deleted.v1")]
public sealed record WebhookDeleted : RecordEvent<Webhook>;
