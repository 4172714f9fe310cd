namespace Lockstep.Contracts.Webhooks;

/// <summary>
/// A subscription: which events are sent to which URL. As the API answers it and as events carry it; its secrets are never part of it.
/// </summary>
public sealed record Webhook : IRecord
{
    /// <summary>Given by Lockstep; never used again.</summary>
    public required long Id { get; init; }

    /// <summary>Where events are sent; at most 2,000 characters.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// The types of events that are sent, each of them whole or with <c>*</c> for a part of it or for the rest, for example
    /// <c>lockstep.customer.*</c>; 1 to 50.
    /// </summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>
    /// The kinds of records whose events are sent: those among <see cref="Events"/> that whoever chose them may read.
    /// </summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>
    /// A JMESPath expression over the event as it is sent: what it gives decides, by the rules of JMESPath. Null to send all; at most 1,000
    /// characters.
    /// </summary>
    public string? Filter { get; init; }

    /// <summary>For people; at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Whether anything is sent. While nothing is, events wait.</summary>
    public required bool Enabled { get; init; }

    /// <summary>
    /// <c>active</c>, <c>paused</c> by a person, or <c>disabled</c>: it switched itself off, because the receiver is gone (410) or took
    /// nothing for too long.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Why it switched itself off; null unless it did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>1 for a new webhook, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When it was made, in UTC; events of then and later are sent.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
