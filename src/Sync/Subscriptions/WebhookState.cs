namespace Lockstep.Sync.Subscriptions;

/// <summary>What is kept of a webhook besides what every record has.</summary>
internal sealed record WebhookState
{
    public string? Url { get; set; }

    public IReadOnlyList<string>? Events { get; set; }

    public IReadOnlyList<string>? Kinds { get; set; }

    public string? Filter { get; set; }

    public string? Description { get; set; }

    public bool? Enabled { get; set; }

    public string? DisabledReason { get; set; }
}
