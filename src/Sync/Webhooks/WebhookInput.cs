namespace Lockstep.Sync.Webhooks;

/// <summary>What a client may say of a webhook.</summary>
/// <param name="Url">Where events are sent: https, or http to what <c>Outbound:Allow</c> lists.</param>
/// <param name="Events">Types of events, with <c>*</c> for a part or for the rest; 1 to 50.</param>
/// <param name="Filter">A JMESPath expression over the event as it is sent; null to send all.</param>
/// <param name="Description">For people.</param>
/// <param name="Enabled">Whether anything is sent; true when left out.</param>
internal sealed record WebhookInput(string? Url, IReadOnlyList<string>? Events, string? Filter, string? Description, bool? Enabled);
