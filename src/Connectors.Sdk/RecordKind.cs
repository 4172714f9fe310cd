namespace Lockstep.Connectors.Sdk;

/// <summary>What a system can do with one kind of record.</summary>
[Flags]
public enum Capability
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><see cref="ISystem.ReadAsync"/>: one record by its id.</summary>
    Read = 1,

    /// <summary><see cref="ISystem.ChangesAsync"/>: what was created and changed since a cursor; without a cursor, every record.</summary>
    Changes = 1 << 1,

    /// <summary><see cref="ISystem.ChangesAsync"/> tells of deleted records too.</summary>
    Deletes = 1 << 2,

    /// <summary><see cref="ISystem.CreateAsync"/>.</summary>
    Create = 1 << 3,

    /// <summary>
    /// <see cref="ISystem.UpdateAsync"/>. Sets the fields that are given and leaves the others; repeated, it changes nothing more.
    /// </summary>
    Update = 1 << 4,

    /// <summary><see cref="ISystem.DeleteAsync"/>. Of what is gone already it says <see cref="ApplyResult.Deleted"/>.</summary>
    Delete = 1 << 5,

    /// <summary>
    /// A create that is repeated with the same idempotency key makes no second record, for <see cref="RecordKind.KeysKeptFor"/>.
    /// </summary>
    CreateOnce = 1 << 6,

    /// <summary>Updates and deletes honour <see cref="UpdateRequest.ExpectedVersion"/>.</summary>
    ConditionalWrite = 1 << 7,

    /// <summary>
    /// <see cref="ISystem.ApplyAsync"/>: writes a record by a natural key, whether it is there already or not. Where it is missing the
    /// engine makes the same of search, create and update.
    /// </summary>
    Apply = 1 << 8,

    /// <summary>
    /// A repeated <see cref="ISystem.ApplyAsync"/> with the same <see cref="ApplyRequest.NaturalKey"/> has no second effect. Without it, a
    /// write whose outcome is unknown becomes a dead letter instead of being tried again.
    /// </summary>
    ApplyRepeats = 1 << 9,

    /// <summary>
    /// A repeated <see cref="ISystem.ApplyAsync"/> of an older <see cref="ApplyRequest.Version"/> of a record has no effect after a newer
    /// one was written either, so that a record does not go back in time for a moment. Without it, a write is sent only once its delivery
    /// is on disk, and a record's next write only once the outcome of the one before is.
    /// </summary>
    ApplyPassesOverOlder = 1 << 10,

    /// <summary>
    /// <see cref="ISystem.ExistingAsync"/>: which of many records are there, in one question. Without it the engine reads them one by one.
    /// </summary>
    Existing = 1 << 11,
}

/// <summary>A kind of record of a system, and what can be done with it. Data: the engine asks it, never what class a system is.</summary>
/// <param name="Name">Its name in flows, for example <c>customer</c>: 1 to 60 of a-z, 0-9, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="Can">What can be done with it.</param>
public sealed record RecordKind(string Name, Capability Can)
{
    /// <summary>
    /// The fields by which <see cref="ISystem.SearchAsync"/> finds records exactly, by the names of the target: an external id, an e-mail,
    /// an SKU. What is written is found by them at once, or after <see cref="SettlesWithin"/>.
    /// </summary>
    public IReadOnlySet<string> SearchFields { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How long idempotency keys are remembered; null for ever. Counts with <see cref="Capability.CreateOnce"/>.</summary>
    public TimeSpan? KeysKeptFor { get; init; }

    /// <summary>
    /// How long after a write whose answer was lost it may take until a search finds what it wrote, or until it is certain that it wrote
    /// nothing. Default 5 s.
    /// </summary>
    public TimeSpan SettlesWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a record can be gone without <see cref="ISystem.ChangesAsync"/> telling so, as of kinds without
    /// <see cref="Capability.Deletes"/>, and of those that tell of marks of deletion only. The engine asks every so often which are there.
    /// </summary>
    public bool HidesDeletes
    {
        get => field || !Has(Capability.Deletes);
        init;
    }

    /// <summary>Whether it can be found out which of its records are there: each that seems gone is read once more.</summary>
    public bool CanBeSwept => Has(Capability.Read);

    /// <summary>Whether all of these can be done.</summary>
    public bool Has(Capability all) => (Can & all) == all;

    /// <summary>Whether flows may take changes from here.</summary>
    public bool CanBeRead => Has(Capability.Changes);

    /// <summary>Whether flows may write here.</summary>
    public bool CanBeWritten => Has(Capability.Apply)
        || (Can & (Capability.Create | Capability.Update | Capability.Delete)) != Capability.None;
}
