namespace Lockstep.Contracts.Customers;

/// <summary>What the staff write down about a customer; the customer itself does not see it.</summary>
public sealed record CustomerNote : IRecord
{
    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The customer that it is about.</summary>
    public required long CustomerId { get; init; }

    /// <summary>1 to 10,000 characters, kept exactly as given; may hold line breaks.</summary>
    public required string Text { get; init; }

    /// <summary>Who wrote it, for example <c>user:1</c>.</summary>
    public required string Author { get; init; }

    /// <inheritdoc />
    public required long Version { get; init; }

    /// <inheritdoc />
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public required DateTimeOffset UpdatedAt { get; init; }
}
