namespace Lockstep.Contracts.Fields;

/// <summary>A field that the people of a site gave to a kind of record, as the API answers it and as events carry it.</summary>
public sealed record CustomFieldDefinition : IRecord
{
    /// <summary>Given by Lockstep, for each kind of record by itself; never used again.</summary>
    public required long Id { get; init; }

    /// <summary>
    /// Its name, under which values stand in <c>custom</c>: a small letter, then letters, digits and underscores. Never changes.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>
    /// What its values are: <c>text</c>, <c>number</c>, <c>money</c>, <c>date</c>, <c>instant</c>, <c>boolean</c> or <c>choice</c>. Never
    /// changes.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>Whether a record that is made or whose values change must have it.</summary>
    public required bool Required { get; init; }

    /// <summary>The words of a choice; empty for other types.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>The least number, or the fewest characters of a text; null for no limit of its own.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest number, or the most characters of a text; null for no limit of its own.</summary>
    public decimal? Max { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>1 for a new definition, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When it was defined, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
