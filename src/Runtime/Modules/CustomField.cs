namespace Lockstep.Runtime.Modules;

/// <summary>A field that the people of a site gave to a kind of record.</summary>
/// <param name="Kind">The kind of record, for example <c>customer</c>.</param>
/// <param name="Name">Its name: a small letter, then letters, digits and underscores; at most 50. Never changes.</param>
/// <param name="Type">What its values are: one of <see cref="CustomFields.Types"/>. Never changes.</param>
/// <param name="IsRequired">Whether a record that is made or changed must have it.</param>
/// <param name="Choices">The words of a choice; empty for other types.</param>
/// <param name="Min">The least number, or the fewest characters of a text; null for no limit of its own.</param>
/// <param name="Max">The greatest number, or the most characters of a text; null for no limit of its own.</param>
/// <param name="Description">For people.</param>
/// <param name="Version">1, and one more with each change.</param>
/// <param name="CreatedAt">When it was defined, in UTC.</param>
/// <param name="UpdatedAt">When it last changed, in UTC.</param>
public sealed record CustomField(
    string Kind, string Name, string Type, bool IsRequired, IReadOnlyList<string> Choices, decimal? Min, decimal? Max, string? Description,
    long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Its number among the fields of its kind; 0 for one that has still to get it.</summary>
    public long Id { get; init; }

    /// <summary>
    /// When it was taken away, in UTC; null while it is there. Its name keeps it, for values may stand under that which were read by its
    /// type.
    /// </summary>
    public DateTimeOffset? RemovedAt { get; init; }
}
