namespace Lockstep.Connectors.Sdk;

/// <summary>
/// One system that records are read from and written to: a module of Lockstep, or one configured instance of an outside product. The engine
/// calls an operation only for kinds whose <see cref="RecordKind.Can"/> says so; the others need not be implemented.
/// <para>
/// Expected outcomes are values. What is thrown counts as out of reach (I/O, time-out) or as a bug (anything else), and after a write that
/// is not safe to repeat as an unknown outcome: so a connector that knows that nothing was sent says <see
/// cref="FailureCause.Unavailable"/>.
/// </para>
/// <para>
/// Called by many threads at once, but never twice at a time for one record of one flow. The engine stops waiting at the flow's time-out
/// whether the token is listened to or not. Nothing secret may stand in a message, an answer or an exception.
/// </para>
/// </summary>
public interface ISystem
{
    /// <summary>Its name in flows, in lower case, for example <c>inventory</c>.</summary>
    string Name { get; }

    /// <summary>The kinds of records that flows may name here. Fixed as long as the system is open.</summary>
    IReadOnlyList<RecordKind> Kinds { get; }

    /// <summary>How many writes may be on their way at once; null for what the engine allows each target. 1 or more.</summary>
    int? InFlightMax => null;

    /// <summary>Whether it can be reached and lets us in: asks for something cheap, and changes nothing.</summary>
    /// <returns>One sentence for a person that says what was reached, or why it was not.</returns>
    Task<Reply<string>> TestAsync(CancellationToken ct);

    /// <summary>One record as it is now; <see cref="FailureCause.NotFound"/> when there is none under this id, or none any more.</summary>
    Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) => throw Missing(nameof(ReadAsync));

    /// <summary>A page of what changed since a cursor.</summary>
    Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) => throw Missing(nameof(ChangesAsync));

    /// <summary>The records whose field has a value.</summary>
    Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) => throw Missing(nameof(SearchAsync));

    /// <summary>
    /// Which of some records are there. What is only marked as deleted, and told so by <see cref="ChangesAsync"/>, may count either way.
    /// </summary>
    Task<Reply<ExistingRecords>> ExistingAsync(ExistingRequest request, CancellationToken ct) => throw Missing(nameof(ExistingAsync));

    /// <summary>Makes a record, always a new one.</summary>
    Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => throw Missing(nameof(CreateAsync));

    /// <summary>Changes a record; <see cref="FailureCause.NotFound"/> when it is gone.</summary>
    Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) => throw Missing(nameof(UpdateAsync));

    /// <summary>Deletes a record.</summary>
    Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct) => throw Missing(nameof(DeleteAsync));

    /// <summary>Writes a record by its natural key, whether it is there already or not.</summary>
    Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) => throw Missing(nameof(ApplyAsync));

    private NotSupportedException Missing(string operation) =>
        new($"The system {Name} has no {operation}, and none of its kinds may say so.");
}

/// <summary>Asks systems for their kinds.</summary>
public static class SystemKinds
{
    /// <summary>The kind of that name; null when there is none.</summary>
    public static RecordKind? KindOf(this ISystem system, string kind) =>
        system.Kinds.FirstOrDefault(one => string.Equals(one.Name, kind, StringComparison.Ordinal));
}
