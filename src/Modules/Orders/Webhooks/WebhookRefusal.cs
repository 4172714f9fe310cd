namespace Lockstep.Orders.Webhooks;

/// <summary>Why a call that was verified had no effect.</summary>
internal sealed record WebhookRefusal(string Detail, Dictionary<string, string[]>? Errors);
