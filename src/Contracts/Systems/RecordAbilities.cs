namespace Lockstep.Contracts.Systems;

/// <summary>What can be done with the records of one kind of a module one by one: made and changed all of them.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="SearchFields">The fields by which they are found exactly, by their JSON names.</param>
public sealed record RecordAbilities(string Kind, IReadOnlySet<string> SearchFields)
{
    /// <summary>Whether they can be deleted. An order can't be: it is cancelled.</summary>
    public bool CanDelete { get; init; }

    /// <summary>Whether <see cref="IModuleSystem.ReadChangedAsync"/> tells of deleted ones.</summary>
    public bool TellsDeletes { get; init; }
}
