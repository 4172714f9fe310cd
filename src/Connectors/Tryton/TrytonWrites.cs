using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton;

/// <summary>
/// Writes records. A write is a comparison first: only what differs is sent, together with the timestamps of what it was compared with,
/// so that nothing is written over that somebody changed meanwhile, and a repeat writes nothing.
/// </summary>
internal sealed class TrytonWrites(string name, TrytonRpc rpc, TrytonFields fields, TrytonReads reads)
{
    private const int AttemptsMax = 5;

    public async Task<ApplyResult> CreateAsync(TrytonKind kind, CreateRequest request, CancellationToken ct)
    {
        var plan = await kind.PlanAsync(null, request.Fields, ct);
        if (plan.Value is not { } write)
        {
            return ApplyResult.Failed(plan.Failure!);
        }

        var made = await rpc.OnAsync(
            kind.WrittenModel, "create", [new JsonArray(write.Values)], CallKind.Unrepeatable, ct);
        if (made.Failure is { } refused)
        {
            return ApplyResult.Failed(await fields.NamedAsync(kind.WrittenModel, refused, ct));
        }

        if (made.Result is not JsonArray { Count: 1 } ids)
        {
            return ApplyResult.Failed(FailureCause.OutcomeUnknown, $"{name} did not say which {kind.Kind.Name} it made.");
        }

        // From here on the record is there: whatever goes wrong, it must be found before anything is made again.
        var id = await kind.IdOfMadeAsync((long)ids[0]!, ct);
        if (id.Value is not { } text)
        {
            return Unfinished(kind, "made", id.Failure!);
        }

        return !kind.IsFinished(null, request.Fields)
            && await kind.FinishAsync(long.Parse(text, CultureInfo.InvariantCulture), request.Fields, ct) is { } failure
            ? Unfinished(kind, text, failure)
            : ApplyResult.Done(text);
    }

    public async Task<ApplyResult> UpdateAsync(TrytonKind kind, UpdateRequest request, CancellationToken ct)
    {
        for (var attempt = 1;; attempt++)
        {
            var (result, next) = await TryAsync(kind, request, ct);

            // Somebody who was faster is no conflict where nobody asked for a version: what they wrote is read, and compared with anew.
            var isOvertaken = result is { Cause: FailureCause.VersionConflict } && request.ExpectedVersion is null;
            if (attempt == AttemptsMax || (next is null && !isOvertaken))
            {
                return result ?? Changed(kind, request.Id);
            }

            request = next ?? request;
        }
    }

    /// <summary>One comparison and what follows from it; instead of a result, what is to be tried behind a step that made room.</summary>
    private async Task<(ApplyResult? Result, UpdateRequest? Next)> TryAsync(TrytonKind kind, UpdateRequest request, CancellationToken ct)
    {
        var found = await reads.FindAsync(kind, request.Id, ct);
        if (found.Value is not { } row)
        {
            return (ApplyResult.Failed(found.Failure!), null);
        }

        var record = kind.RecordOf(row);
        if (IsOther(request.ExpectedVersion, record))
        {
            return (Changed(kind, request.Id), null);
        }

        var plan = await kind.PlanAsync(row, request.Fields, ct);
        if (plan.Value is not { } write)
        {
            return (ApplyResult.Failed(plan.Failure!), null);
        }

        // The step alone, and then all is read and compared anew: it changes the timestamps that this write would have to show.
        if (write is { Values.Count: > 0, StepBefore: { } step })
        {
            var stuck = await OnAsync(kind.Model, step.Method, [new JsonArray(IdOf(row))], kind, row, ct);
            return stuck is null
                ? (null, request with { Fields = step.Fields, ExpectedVersion = null })
                : (ApplyResult.Failed(stuck), null);
        }

        if (
            write.Values.Count > 0
            && await OnAsync(kind.WrittenModel, "write", [new JsonArray(write.Id ?? IdOf(row)), write.Values], kind, row, ct) is { } refused
        )
        {
            return (ApplyResult.Failed(await fields.NamedAsync(kind.WrittenModel, refused, ct)), null);
        }

        return (await FinishAsync(kind, row, record, isWritten: write.Values.Count > 0, request.Fields, ct), null);
    }

    private async Task<ApplyResult> FinishAsync(
        TrytonKind kind, JsonObject row, SourceRecord record, bool isWritten, JsonObject wanted, CancellationToken ct)
    {
        var isFinished = kind.IsFinished(row, wanted);
        if (!isWritten && isFinished)
        {
            return ApplyResult.Done(record);
        }

        if (!isFinished && await kind.FinishAsync(IdOf(row), wanted, ct) is { } unfinished)
        {
            return ApplyResult.Failed(unfinished);
        }

        // What Tryton made of it, and not what was sent. The write stands already, so a read that fails makes it no failure.
        return await reads.ReadAsync(kind, record.Id, ct) is { Value: { } after } ? ApplyResult.Done(after) : ApplyResult.Done(record.Id);
    }

    /// <summary>Archives the record, or really deletes it where nothing else is known of its kind.</summary>
    public async Task<ApplyResult> DeleteAsync(TrytonKind kind, DeleteRequest request, CancellationToken ct)
    {
        if (kind.IsArchived)
        {
            var archived = await UpdateAsync(
                kind, new UpdateRequest(kind.Kind.Name, request.Id, new JsonObject { [TrytonKind.ActiveField] = false })
                {
                    ExpectedVersion = request.ExpectedVersion,
                },
                ct);
            return archived.Cause is null or FailureCause.NotFound ? ApplyResult.Deleted() : archived;
        }

        var found = await reads.FindAsync(kind, request.Id, ct);
        if (found.Value is not { } row)
        {
            return found.Failure!.Cause is FailureCause.NotFound ? ApplyResult.Deleted() : ApplyResult.Failed(found.Failure);
        }

        if (IsOther(request.ExpectedVersion, kind.RecordOf(row)))
        {
            return Changed(kind, request.Id);
        }

        // Who names no version wants it gone, whatever somebody has written into it meanwhile.
        IReadOnlyList<(string, JsonNode?)> context =
            request.ExpectedVersion is null ? [] : [(TrytonKind.TimestampField, kind.Timestamps(row))];
        var deleted = await rpc.OnAsync(kind.Model, "delete", [new JsonArray(IdOf(row))], CallKind.Repeatable, context, ct);
        return deleted.Failure is { } failure ? ApplyResult.Failed(failure) : ApplyResult.Deleted();
    }

    /// <summary>Calls a method that is refused when anything of the row has changed since it was read.</summary>
    private async Task<Failure?> OnAsync(
        string model, string method, JsonArray arguments, TrytonKind kind, JsonObject row, CancellationToken ct) =>
        (await rpc.OnAsync(
            model, method, arguments, CallKind.Repeatable, [(TrytonKind.TimestampField, kind.Timestamps(row))], ct)).Failure;

    private static bool IsOther(string? expected, SourceRecord record) =>
        expected is not null && !string.Equals(expected, record.Version, StringComparison.Ordinal);

    private static long IdOf(JsonObject row) => (long)row[TrytonKind.IdField]!;

    private ApplyResult Changed(TrytonKind kind, string id) =>
        ApplyResult.Failed(FailureCause.VersionConflict, $"The {kind.Kind.Name} {id} of {name} was changed meanwhile.");

    private ApplyResult Unfinished(TrytonKind kind, string id, Failure failure) => ApplyResult.Failed(failure with
    {
        Cause = FailureCause.OutcomeUnknown,
            Message = $"The {kind.Kind.Name} {id} was made in {name}, but not to its end: {failure.Message}",
    });
}
