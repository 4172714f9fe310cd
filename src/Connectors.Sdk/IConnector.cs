namespace Lockstep.Connectors.Sdk;

/// <summary>
/// Talks to one system. The engine calls it from many lanes at once, but never twice at a time for one record of one flow.
/// </summary>
public interface IConnector
{
    /// <summary>The system's name in flows, in lower case, for example <c>inventory</c>.</summary>
    string System { get; }

    /// <summary>
    /// Whether a repeated <see cref="ApplyAsync"/> with the same <see cref="ApplyRequest.NaturalKey"/> has no second effect. When it is
    /// false, a write whose outcome is unknown becomes a dead letter instead of being tried again.
    /// </summary>
    bool RepeatsSafely { get; }

    /// <summary>
    /// Whether a repeated <see cref="ApplyAsync"/> of an older <see cref="ApplyRequest.Version"/> of a record has no effect after a newer
    /// one was written either, so that a record does not go back in time for a moment. When it is false, a write is sent only once its
    /// delivery is on disk, and a record's next write only once the outcome of the one before is.
    /// </summary>
    bool PassesOverOlder { get; }

    /// <summary>Whether flows may write this kind of record here.</summary>
    bool CanWrite(string kind);

    /// <summary>Whether flows may poll this kind of record here.</summary>
    bool CanRead(string kind);

    /// <summary>
    /// Writes one record and says how that went. Expected outcomes are values; whatever it throws counts as the system being out of
    /// reach (I/O, time-out) or as a bug (anything else).
    /// </summary>
    Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct);

    /// <summary>
    /// One page of the records that changed at or after an instant, oldest change first. Called only when <see cref="CanRead"/> says so.
    /// </summary>
    Task<IReadOnlyList<SourceRecord>> ReadChangedAsync(ReadRequest request, CancellationToken ct);

    /// <summary>
    /// One record as it is now; null when the system has none under this id, or has it no more. Called only when <see cref="CanRead"/>
    /// says so.
    /// </summary>
    Task<SourceRecord?> FindAsync(string kind, long id, CancellationToken ct);
}
