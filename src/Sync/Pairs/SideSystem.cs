using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Pairs;

/// <summary>One side of a flow as the engine talks to it: whatever a call comes to is a value.</summary>
internal sealed class SideSystem(PairSide side, ISystem system, SideMapping mapping, Flow flow, TimeProvider clock)
{
    private const int CandidatesMax = 20;

    public PairSide Side => side;

    public SideMapping Mapping => mapping;

    public RecordKind Kind { get; } = system.KindOf(side.Kind) ?? new RecordKind(side.Kind, Capability.None);

    private bool IsConditional => Kind.Has(Capability.ConditionalWrite);

    /// <summary>A record as it is now.</summary>
    public async Task<SideRecord> ReadAsync(string id, CancellationToken ct)
    {
        var (reply, thrown) = await CallAsync(limit => system.ReadAsync(side.Kind, id, limit), ct);
        return reply switch
        {
            _ when thrown is not null => SideRecord.Failed(Told(thrown)),
            { Failure.Cause: FailureCause.NotFound } or { Value.IsDeleted: true } => SideRecord.Gone,
            { Failure: { } failure } => SideRecord.Failed(Repeatable(Named(ApplyResult.Failed(failure)))),
            _ => Of(reply.Value!),
        };
    }

    /// <summary>
    /// Which of some records are not there, where the system can be asked for many at once and answers; none elsewhere.
    /// </summary>
    /// <param name="ids">Their ids, each once; at most <see cref="ExistingRequest.IdsMax"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !Kind.Has(Capability.Existing))
        {
            return [];
        }

        var (reply, thrown) = await CallAsync(limit => system.ExistingAsync(new ExistingRequest(side.Kind, ids), limit), ct);
        return thrown is null ? reply.Value?.MissingOf(ids) ?? [] : [];
    }

    /// <summary>A record with the fields of the flow.</summary>
    public SideRecord Of(SourceRecord record)
    {
        try
        {
            var mapped = mapping.Read(JsonElement.Parse(record.Data.ToArray()));
            return mapped.Fields is { } fields
                ? new SideRecord(record, fields, null) : SideRecord.Failed(ApplyResult.Failed(FailureCause.Mapping, mapped.Fault!));
        }
        catch (JsonException)
        {
            return SideRecord.Failed(
                ApplyResult.Failed(FailureCause.Mapping, $"What {side.System} says of {side.Kind} {record.Id} is not JSON."));
        }
    }

    /// <summary>Changes fields of a record, on the version that was read where the system can do that.</summary>
    /// <param name="before">As it was read.</param>
    /// <param name="fields">The fields, by the names of the flow.</param>
    /// <param name="isOld">Whether something took time since it was read.</param>
    /// <param name="ct">The process stops.</param>
    public async Task<SideWrite> ChangeAsync(SideRecord before, JsonObject fields, bool isOld, CancellationToken ct)
    {
        // As near to a conditional write as such a system lets us come: an edit in the instant behind this read is overwritten all the
        // same.
        if (isOld && !IsConditional)
        {
            var now = await ReadAsync(before.Id, ct);
            if (now.Failure is { } failure)
            {
                return SideWrite.Failed(failure);
            }

            if (now.IsGone || !string.Equals(now.Version, before.Version, StringComparison.Ordinal))
            {
                return SideWrite.Stale;
            }
        }

        var whole = (JsonObject)before.Fields.DeepClone();
        foreach (var (name, value) in fields)
        {
            whole[name] = value?.DeepClone();
        }

        var mapped = mapping.Write(fields, whole, before.Whole());
        return mapped.Fields is { } made ? await UpdateAsync(before, made, ct)
            : SideWrite.Failed(ApplyResult.Failed(FailureCause.Mapping, mapped.Fault!));
    }

    /// <summary>Sets fields of the system.</summary>
    public async Task<SideWrite> UpdateAsync(SideRecord before, JsonObject fields, CancellationToken ct)
    {
        var request =
            new UpdateRequest(side.Kind, before.Id, fields) { ExpectedVersion = IsConditional ? before.Version : null,
                Origin = flow.Origin };
        var (answer, thrown) = await CallAsync(limit => system.UpdateAsync(request, limit), ct);
        return thrown is not null ? SideWrite.Failed(Told(thrown))
            // Gone is no failure here: the look that follows finds it gone, and goes by the policy for deletes.
            : answer!.Cause is FailureCause.VersionConflict or FailureCause.NotFound ? SideWrite.Stale
            : answer.Cause is not null ? SideWrite.Failed(Repeatable(Named(answer))) : await AfterAsync(answer, before.Id, ct);
    }

    /// <summary>Deletes a record.</summary>
    /// <returns>Null when it is gone; <see cref="SideWrite.Stale"/> when it has another version by now.</returns>
    public async Task<SideWrite?> DeleteAsync(SideRecord before, CancellationToken ct)
    {
        var request =
            new DeleteRequest(side.Kind, before.Id) { ExpectedVersion = IsConditional ? before.Version : null, Origin = flow.Origin };
        var (answer, thrown) = await CallAsync(limit => system.DeleteAsync(request, limit), ct);
        return thrown is not null ? SideWrite.Failed(Told(thrown)) : answer!.Cause switch
        {
            null or FailureCause.NotFound => null,
            FailureCause.VersionConflict => SideWrite.Stale,
            _ => SideWrite.Failed(Repeatable(Named(answer))),
        };
    }

    /// <summary>Makes a record. What is thrown leaves it open whether it did.</summary>
    public async Task<ApplyResult> CreateAsync(JsonObject fields, string key, CancellationToken ct)
    {
        var request = new CreateRequest(side.Kind, (JsonObject)fields.DeepClone(), key) { Origin = flow.Origin };
        var (answer, thrown) = await CallAsync(limit => system.CreateAsync(request, limit), ct);

        // Whatever it was: taken for a refusal, a create that was done after all would be made once more.
        return thrown is null ? Named(answer!) : ApplyResult.Failed(FailureCause.OutcomeUnknown, Told(thrown).Message!);
    }

    /// <summary>A record that was made, as the answer says or a look shows.</summary>
    public async Task<SideRecord> MadeAsync(ApplyResult answer, CancellationToken ct) =>
        answer.Record is { IsDeleted: false } record ? Of(record) : await ReadAsync(answer.TargetId!, ct);

    /// <summary>Whether the system finds records by a field.</summary>
    public bool Finds(string field) => mapping.PathOf(field) is { } path && Kind.SearchFields.Contains(path);

    /// <summary>The records whose field has a value; a failure, or the records.</summary>
    public async Task<(IReadOnlyList<SideRecord> Found, ApplyResult? Failure)> SearchAsync(string field, JsonNode value,
        CancellationToken ct)
    {
        var request = new SearchRequest(side.Kind, mapping.PathOf(field)!, value.ToString(), CandidatesMax);
        var (reply, thrown) = await CallAsync(limit => system.SearchAsync(request, limit), ct);
        if (thrown is not null || reply.Failure is not null)
        {
            return ([], thrown is not null ? Told(thrown) : Repeatable(Named(ApplyResult.Failed(reply.Failure!))));
        }

        // One that can't be understood may be the partner all the same: to pass over it would make another one.
        var found = reply.Value!.Records.Where(static one => !one.IsDeleted).Select(Of).ToList();
        return found.Find(static one => one.Failure is not null) is { Failure: { } failure } ? ([], failure) : (found, null);
    }

    /// <summary>
    /// The record behind a write. Where the answer does not show it, it is read; that it then has another version than the write says is
    /// somebody else's doing.
    /// </summary>
    private async Task<SideWrite> AfterAsync(ApplyResult answer, string id, CancellationToken ct)
    {
        if (answer.Record is { IsDeleted: false } shown)
        {
            var told = Of(shown);
            return told.Failure is null ? new SideWrite(told, null) : SideWrite.Failed(told.Failure);
        }

        var read = await ReadAsync(id, ct);
        return read.Failure is not null ? SideWrite.Failed(read.Failure) : read.IsGone ? SideWrite.Stale : new SideWrite(read, null)
        {
            IsDoubtful = answer.Version is { } version && !string.Equals(version, read.Version, StringComparison.Ordinal),
        };
    }

    private async Task<(T? Value, Exception? Thrown)> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Pair!.CallTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // Also where the system does not listen to the token: all that have no partner yet wait for this one's turn to end.
            return (await call(both.Token).WaitAsync(both.Token), null);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // Our own limit is a value as well; only the end of the whole look is thrown.
            return (default, error);
        }
    }

    private ApplyResult Told(Exception thrown) => Named(thrown is OperationCanceledException
        ? ApplyResult.Failed(FailureCause.Unavailable, $"no answer within {flow.Pair!.CallTimeout.TotalSeconds:0.###} s.")
        : Attempt.Classify(thrown));

    /// <summary>Of two systems a person must know which one said it.</summary>
    private ApplyResult Named(ApplyResult result) => result.Cause is { } cause
        ? ApplyResult.Failed(cause, $"{side.System}: {result.Message}", result.RetryAfter) with { Status = result.Status,
            Answer = result.Answer }
        : result;

    /// <summary>A lost answer to what can be repeated is no question to a person.</summary>
    private static ApplyResult Repeatable(ApplyResult result) => result.Cause is FailureCause.OutcomeUnknown
        ? ApplyResult.Failed(FailureCause.Unavailable, result.Message!, result.RetryAfter) with { Status = result.Status,
            Answer = result.Answer }
        : result;
}
