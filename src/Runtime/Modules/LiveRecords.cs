using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Modules;

/// <summary>A page of records as their tables have them.</summary>
/// <param name="reader">Reads the module's database.</param>
/// <param name="after">Skips those up to this id.</param>
/// <param name="limit">The most records.</param>
public delegate ValueTask<IReadOnlyList<ChangedRecord>> LivePage(IReader reader, long after, int limit);

/// <summary>The records of a kind as they are, by their ids: what a check of the audit log holds against their histories.</summary>
/// <param name="Kind">The kind of record, as histories name it.</param>
/// <param name="Page">Reads them.</param>
/// <param name="Apart">JSON names of what changes without a version, and so is in no history.</param>
public sealed record LiveRecords(string Kind, LivePage Page, params IReadOnlyList<string> Apart)
{
    /// <summary>
    /// JSON names that are left out while they say nothing, and have been since there are such members: one that the record has and its
    /// history lacks was put there. Of any other member that a history lacks, a later version may have brought it.
    /// </summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Reads what of a record its history must not tell, such as the hash of a password; null where there is nothing.</summary>
    public Func<IReader, long, ValueTask<LiveSecret?>>? Secret { get; init; }
}

/// <summary>What of a record its history must not tell, and proves all the same (<see cref="Outbox.RecordChange.Salt"/>).</summary>
/// <param name="Sealed">What of it the vault of the module has sealed; null when there is none.</param>
/// <param name="Purpose">What that was sealed for.</param>
/// <param name="Whole">All of it in one form of bytes, given what was sealed.</param>
public sealed record LiveSecret(byte[]? Sealed, string Purpose, Func<byte[]?, byte[]> Whole);
