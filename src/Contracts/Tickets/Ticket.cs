using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Contracts.Tickets;

/// <summary>A ticket of the support desk, as the API answers it, as events carry it and as the history keeps it.</summary>
public sealed record Ticket : IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    public required long Id { get; init; }

    /// <summary>The customer it is about, who sees it; null when nobody knows yet who asked.</summary>
    public long? CustomerId { get; init; }

    /// <summary>The order it is about.</summary>
    public long? OrderId { get; init; }

    /// <summary>The id of this ticket in <see cref="Source"/>; at most 100 characters; unique together with it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The system that <see cref="ExternalId"/> comes from; at most 100 characters.</summary>
    public string? Source { get; init; }

    /// <summary>The e-mail address of who asked, where no customer is known or another person wrote; at most 180 characters.</summary>
    public string? Requester { get; init; }

    /// <summary>1 to 200 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>What it is about; may hold line breaks; at most 20,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary><c>low</c>, <c>normal</c>, <c>high</c> or <c>urgent</c>; the due times follow from it.</summary>
    public required string Priority { get; init; }

    /// <summary><c>open</c>, <c>in_progress</c>, <c>waiting</c> (for somebody outside), <c>resolved</c> or <c>closed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The user who works on it; null for nobody.</summary>
    public long? Assignee { get; init; }

    /// <summary>Which people look after it, for example <c>billing</c>; at most 100 characters; found in any case. Null for all.</summary>
    public string? Queue { get; init; }

    /// <summary>At most 20 words of at most 50 characters each, in small letters, in the order of the alphabet.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When somebody of the staff must have answered in public, in UTC.</summary>
    public required DateTimeOffset FirstAnswerDueAt { get; init; }

    /// <summary>When somebody of the staff first answered in public, in UTC; null before.</summary>
    public DateTimeOffset? FirstAnsweredAt { get; init; }

    /// <summary>
    /// When it must be resolved, in UTC. While its clock stands still it is what it was; it moves on when the clock does.
    /// </summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was resolved or closed, in UTC; null while it is not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Since when the clock of the solution stands still (waiting, resolved, closed), in UTC; null while it runs.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>For how many seconds of working hours that clock stood still before.</summary>
    public required long PausedSeconds { get; init; }

    /// <summary>When the last comment came, also one that only the staff see, in UTC.</summary>
    public DateTimeOffset? LastCommentAt { get; init; }

    /// <summary>When it was told that the first answer is late, in UTC; null when it was not.</summary>
    public DateTimeOffset? FirstAnswerEscalatedAt { get; init; }

    /// <summary>When it was told that the solution is late, in UTC; null when it was not.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>The ticket that has its comments, files and links since the two were merged; this one is closed for good then.</summary>
    public long? MergedInto { get; init; }

    /// <summary>The values of the fields that the site gave to tickets, by their names; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }

    /// <summary>1 for a new ticket, one more with each change and each comment; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the ticket was entered here, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the ticket last changed here or got a comment, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
