namespace Lockstep.Contracts;

/// <summary>
/// What one module has that names records of another one, whatever becomes of it: these are more than a row of a file, and no undo of an
/// import takes them away. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IRecordTies
{
    /// <summary>Of which kind the named records are, for example <c>customer</c>.</summary>
    string Kind { get; }

    /// <summary>The oldest that names each of some records, as <c>order 17</c>; those that none names are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, string>> FindAsync(IReadOnlyCollection<long> ids, CancellationToken ct);
}
