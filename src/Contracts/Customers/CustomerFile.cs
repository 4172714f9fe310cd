namespace Lockstep.Contracts.Customers;

/// <summary>A file beside a customer, without its bytes; for the staff.</summary>
public sealed record CustomerFile : IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
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

    /// <summary>1 for a new file, one more when it goes to another customer.</summary>
    public required long Version { get; init; }

    /// <summary>When the file was added here, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last went to another customer, in UTC; else when it was added.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
