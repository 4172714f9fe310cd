namespace Lockstep.Contracts.Systems;

/// <summary>
/// A built-in module as the sync engine sees it: a system like any outside product, with records to write and changes
/// to read. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IModuleSystem
{
    /// <summary>The module's name in flows, in lower case, for example <c>inventory</c>.</summary>
    string Name { get; }

    /// <summary>The kinds of records that flows may write here, for example <c>package</c>.</summary>
    IReadOnlySet<string> Writes { get; }

    /// <summary>The kinds of records whose changes flows may read here, for example <c>customer</c>.</summary>
    IReadOnlySet<string> Reads { get; }

    /// <summary>The kinds whose records can be made, changed, deleted and looked for one by one.</summary>
    IReadOnlyDictionary<string, IModuleRecords> Records { get; }

    /// <summary>
    /// Writes one record. Safe to repeat: the same <see cref="ModuleWrite.NaturalKey"/> never has a second effect,
    /// however late the repeat comes.
    /// </summary>
    /// <exception cref="ArgumentException">The kind is not in <see cref="Writes"/>.</exception>
    Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct);

    /// <summary>
    /// The records that changed at or after an instant, oldest change first, each in its newest state.
    /// Records that changed more than once appear once. Deleted ones are among them where <see cref="RecordAbilities.TellsDeletes"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The kind is not in <see cref="Reads"/>.</exception>
    Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct);

    /// <summary>One record in its newest state; null when there is none, or none any more.</summary>
    /// <exception cref="ArgumentException">The kind is not in <see cref="Reads"/>.</exception>
    Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct);
}
