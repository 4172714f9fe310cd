namespace Lockstep.Contracts.Customers;

/// <summary>What the staff write down about a customer; the customer itself does not see it.</summary>
public sealed record CustomerNote : IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    public required long Id { get; init; }

    /// <summary>The customer that it is about.</summary>
    public required long CustomerId { get; init; }

    /// <summary>1 to 10,000 characters, kept exactly as given; may hold line breaks.</summary>
    public required string Text { get; init; }

    /// <summary>Who wrote it, for example <c>user:1</c>.</summary>
    public required string Author { get; init; }

    /// <summary>1 for a new note, one more when it goes to another customer; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When the note was added here, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last went to another customer, in UTC; else when it was added.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
