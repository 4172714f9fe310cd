namespace Lockstep.Contracts;

/// <summary>What every record has besides its own fields.</summary>
public interface IRecord
{
    /// <summary>Given by Lockstep; never used again, not even after a delete.</summary>
    long Id { get; }

    /// <summary>1 for a new record, one more with each change; also the ETag.</summary>
    long Version { get; }

    /// <summary>When it was entered here, in UTC.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>When it last changed here, in UTC.</summary>
    DateTimeOffset UpdatedAt { get; }
}
