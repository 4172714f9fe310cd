namespace Lockstep.Runtime.Outbox;

/// <summary>A committed event as it travels: the envelope of CloudEvents 1.0 and the record after the change.</summary>
public sealed record OutboxEvent
{
    /// <summary>Its place in the order of the module's commits; only grows, may have gaps.</summary>
    public required long Position { get; init; }

    /// <summary>CloudEvents <c>id</c>, a UUID of version 7; the same in every repeat.</summary>
    public required Guid Id { get; init; }

    /// <summary>CloudEvents <c>type</c>, for example <c>lockstep.customer.created.v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The module that published it, for example <c>crm</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The kind of the record, for example <c>customer</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The record's id.</summary>
    public required long RecordId { get; init; }

    /// <summary>The record's version after the change.</summary>
    public required long Version { get; init; }

    /// <summary><c>created</c>, <c>changed</c> or <c>deleted</c>.</summary>
    public required string Change { get; init; }

    /// <summary>When it was committed, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it, for example <c>user:1</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>JSON names of the changed fields, separated by commas; empty for a delete.</summary>
    public required string Fields { get; init; }

    /// <summary>The record after the change as JSON in UTF-8; null when it was deleted or erased.</summary>
    public required byte[]? Data { get; init; }

    /// <summary>The salted SHA-256 of <see cref="Data"/>, as the history has it; says nothing about the record, and outlives it.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>W3C trace context of the request that caused it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>CloudEvents <c>subject</c>, for example <c>customers/42</c>.</summary>
    public string Subject => $"{Kind}s/{RecordId}";
}
