using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Systems;

namespace Lockstep.Connectors.BuiltIn;

/// <summary>A module of Lockstep itself, which is a system like any other.</summary>
public sealed class BuiltInSystem(IModuleSystem module, TimeProvider clock) : ISystem
{
    /// <inheritdoc />
    public string Name => module.Name;

    /// <inheritdoc />
    public IReadOnlyList<RecordKind> Kinds { get; } =
    [
        .. ModuleKinds.Of(module.Reads, module.Writes, [.. module.Records.Values.Select(static one => one.Abilities)])
            .Select(kind =>
                module.Records.TryGetValue(kind.Name, out var records) ? kind with { KeysKeptFor = records.KeysKeptFor } : kind),
    ];

    /// <inheritdoc />
    public async Task<Reply<string>> TestAsync(CancellationToken ct)
    {
        foreach (var kind in module.Reads)
        {
            await module.ReadChangedAsync(new ChangedQuery(kind, clock.GetUtcNow(), 0, 1), ct);
        }

        return $"{module.Name} is a module of Lockstep and answers.";
    }

    /// <inheritdoc />
    public async Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct)
    {
        var answer = await module.WriteAsync(
            new ModuleWrite(request.Kind, request.NaturalKey, request.Fields, request.Origin, request.Version), ct);
        return answer.Outcome == WriteOutcome.Refused
            ? ApplyResult.Failed(FailureCause.TargetRefused, answer.Reason ?? "The module gave no reason.")
            : ApplyResult.Done(Text(answer.RecordId)) with { Version = Text(answer.Version) };
    }

    /// <inheritdoc />
    public async Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => Result(
        await module.Records[request.Kind].CreateAsync(new RecordCreate(request.Fields, request.Origin, request.IdempotencyKey), ct));

    /// <inheritdoc />
    public async Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) =>
        Number(request.Id) is not { } id ? NoSuch(request.Kind, request.Id)
        : IsStrange(request.ExpectedVersion, out var version) ? Stale(request.Kind, request.Id)
        : Result(await module.Records[request.Kind].UpdateAsync(new RecordUpdate(id, request.Fields, request.Origin, version), ct));

    /// <inheritdoc />
    public async Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct)
    {
        if (Number(request.Id) is not { } id)
        {
            // No record of a module can have such an id, so it is gone as was wanted.
            return ApplyResult.Deleted();
        }

        if (IsStrange(request.ExpectedVersion, out var version))
        {
            return Stale(request.Kind, request.Id);
        }

        var answer = await module.Records[request.Kind].DeleteAsync(new RecordDelete(id, request.Origin, version), ct);
        return answer.Refusal?.Fault is RecordFault.NotFound ? ApplyResult.Deleted() : Result(answer);
    }

    /// <inheritdoc />
    public async Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct)
    {
        var found = await module.Records[request.Kind].SearchAsync(request.Field, request.Value, request.Limit, ct);
        return new SearchPage([.. found.Select(Source)]);
    }

    /// <inheritdoc />
    public async Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (TimeCursor.Of(request) is not { } start)
        {
            return ChangesPage.StartOver;
        }

        // Before the page is read: what is written meanwhile must not fall behind the cursor.
        var begun = clock.GetUtcNow();
        var after = start.AfterId.Length == 0 ? 0 : Number(start.AfterId);
        if (after is null)
        {
            return ChangesPage.StartOver;
        }

        var page = await module.ReadChangedAsync(new ChangedQuery(request.Kind, start.At, after.Value, request.Limit), ct);
        IReadOnlyList<SourceRecord> records = [.. page.Records.Select(Source)];
        return new ChangesPage(records, start.Behind(records, begun).ToString(), More: records.Count == request.Limit);
    }

    /// <inheritdoc />
    public async Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) =>
        Number(id) is { } number && await module.FindAsync(kind, number, ct) is { } record
            ? Source(record)
            : new Failure(FailureCause.NotFound, $"{module.Name} has no {kind} {id}.");

    /// <inheritdoc />
    public async Task<Reply<ExistingRecords>> ExistingAsync(ExistingRequest request, CancellationToken ct)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in request.Ids)
        {
            if (Number(id) is { } number && await module.FindAsync(request.Kind, number, ct) is not null)
            {
                there.Add(id);
            }
        }

        return new ExistingRecords(there);
    }

    private static SourceRecord Source(ChangedRecord record) => new(Text(record.Id), Text(record.Version), record.Data)
    {
        Order = record.Version,
        ChangedAt = record.ChangedAt,
        IsDeleted = record.IsDeleted,
    };

    private static ApplyResult Result(RecordAnswer answer) => answer switch
    {
        { Refusal: { } refusal } => ApplyResult.Failed(new Failure(CauseOf(refusal.Fault), refusal.Reason)
        {
            Fields = refusal.Fields, RetryAfter = refusal.RetryAfter,
        }),
        { Record: { } record } => ApplyResult.Done(Source(record)),
        _ => ApplyResult.Deleted(),
    };

    /// <summary>
    /// Under a key that was used with other fields a record was made: to call that a refusal would have it made once more.
    /// </summary>
    private static FailureCause CauseOf(RecordFault fault) => fault switch
    {
        RecordFault.Invalid => FailureCause.Validation,
        RecordFault.NotFound => FailureCause.NotFound,
        RecordFault.OtherVersion => FailureCause.VersionConflict,
        RecordFault.Passing => FailureCause.Unavailable,
        RecordFault.KeyReused => FailureCause.OutcomeUnknown,
        _ => FailureCause.TargetRefused,
    };

    private ApplyResult NoSuch(string kind, string id) =>
        ApplyResult.Failed(FailureCause.NotFound, $"{module.Name} has no {kind} {id}.");

    private ApplyResult Stale(string kind, string id) => ApplyResult.Failed(
        FailureCause.VersionConflict, $"The {kind} {id} of {module.Name} has another version; versions there are whole numbers.");

    /// <summary>Whether a version is expected that no record of a module can have.</summary>
    private static bool IsStrange(string? expected, out long? version) =>
        (version = expected is null ? null : Number(expected)) is null && expected is not null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
