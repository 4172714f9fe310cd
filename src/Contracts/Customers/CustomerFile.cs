namespace Lockstep.Contracts.Customers;

/// <summary>A file beside a customer, without its bytes; for the staff.</summary>
public sealed record CustomerFile : IRecord
{
    /// <inheritdoc />
    public required long Id { get; init; }

    /// <summary>The customer that it is beside.</summary>
    public required long CustomerId { get; init; }

    /// <summary>The name under which it is saved; at most 200 characters, no folder.</summary>
    public required string Name { get; init; }

    /// <summary>The media type, by the file's own bytes.</summary>
    public required string Type { get; init; }

    /// <summary>How many bytes it has.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Who added it, for example <c>user:1</c>.</summary>
    public required string AddedBy { get; init; }

    /// <inheritdoc />
    public required long Version { get; init; }

    /// <inheritdoc />
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public required DateTimeOffset UpdatedAt { get; init; }
}
