namespace Lockstep.Contracts.Customers;

/// <summary>A postal address in the parts that most systems share. Every part is text, kept as given.</summary>
public sealed record Address
{
    /// <summary>Street and number; may hold line breaks; at most 300 characters.</summary>
    public string? Line { get; init; }

    /// <summary>At most 100 characters.</summary>
    public string? City { get; init; }

    /// <summary>State, county or province; at most 100 characters.</summary>
    public string? Region { get; init; }

    /// <summary>Text, so that leading zeros stay; at most 30 characters.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The country as the source writes it; at most 100 characters.</summary>
    public string? Country { get; init; }
}
