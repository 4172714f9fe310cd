namespace Lockstep.Contracts.Systems;

/// <summary>
/// The records of one kind of a module, as the sync engine makes, changes, deletes and looks for them one by one. Every write goes through
/// the use case that the API has, with the permissions of a flow, and is told in the history by its origin.
/// </summary>
public interface IModuleRecords
{
    /// <summary>What can be done with them.</summary>
    RecordAbilities Abilities { get; }

    /// <summary>For how long a create is known again by its key.</summary>
    TimeSpan KeysKeptFor { get; }

    /// <summary>
    /// Makes a record. The same key and fields again make no second one, but are answered as the first time; the same key with other fields
    /// is refused (<see cref="RecordFault.KeyReused"/>).
    /// </summary>
    Task<RecordAnswer> CreateAsync(RecordCreate create, CancellationToken ct);

    /// <summary>Changes the fields that are given; when none of them differs, nothing is written.</summary>
    Task<RecordAnswer> UpdateAsync(RecordUpdate update, CancellationToken ct);

    /// <summary>Deletes a record; the answer has none.</summary>
    /// <exception cref="NotSupportedException">Its abilities say that it can't be.</exception>
    Task<RecordAnswer> DeleteAsync(RecordDelete delete, CancellationToken ct);

    /// <summary>
    /// The records whose field has a value, compared as the module compares: keys in any case, and those of a customer who was merged into
    /// another one lead to that. None for a value that no record can have.
    /// </summary>
    /// <param name="field">One of <see cref="RecordAbilities.SearchFields"/>.</param>
    /// <param name="value">The value.</param>
    /// <param name="limit">The most records of the answer, 1 to 1,000; the oldest ones come first.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">There is no search by this field.</exception>
    Task<IReadOnlyList<ChangedRecord>> SearchAsync(string field, string value, int limit, CancellationToken ct);
}
