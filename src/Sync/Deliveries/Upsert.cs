using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Writes a record to a system that has no write by key of its own: by the link where there is one, else by looking for the record, else by
/// creating it. Before a create is sent the delivery is marked; found marked again, nobody knows what became of it, and the record is
/// looked for before anything is written. Where it can't be looked for, and the system makes no repeat safe, a person is asked.
/// </summary>
/// <param name="flow">The flow.</param>
/// <param name="way">How the kind is written.</param>
/// <param name="delivery">What is brought.</param>
/// <param name="fields">The fields as the flow mapped them; null when the record is to be deleted.</param>
/// <param name="targetId">The id of the record there; null when none is linked.</param>
/// <param name="now">The instant.</param>
internal sealed class Upsert(Flow flow, WriteWay way, Delivery delivery, JsonObject? fields, string? targetId, DateTimeOffset now)
{
    private readonly ISystem _system = way.System;
    private readonly RecordKind _kind = way.Kind;

    /// <summary>Whether a create is on its way: from here on an exception leaves its outcome open.</summary>
    public bool IsCreating { get; private set; }

    /// <summary>Whether a lost answer to a create can be made up for by the next attempt.</summary>
    public bool CanBeFoundOut => KeyText is not null || IsKeyRemembered;

    public Task<ApplyResult> RunAsync(CancellationToken ct) =>
        fields is null ? DeleteAsync(ct) : targetId is not null ? UpdateAsync(targetId, ct) : FindOrCreateAsync(ct);

    /// <summary>The value by which the record is looked for; null when the flow names no field, or the record has none.</summary>
    private string? KeyText => flow.TargetKey is { } key && fields?[key] is JsonValue value && value.ToString() is { Length: > 0 } text
        ? text : null;

    private bool IsKeyRemembered => _kind.Has(Capability.CreateOnce)
        && (_kind.KeysKeptFor is not { } kept || now - delivery.CreatedAt < kept);

    private async Task<ApplyResult> DeleteAsync(CancellationToken ct)
    {
        if (targetId is null)
        {
            return ApplyResult.Deleted();
        }

        if (!_kind.Has(Capability.Delete))
        {
            return Refused($"{_system.Name} deletes no {_kind.Name}; the record {targetId} stands there still.");
        }

        var result = await _system.DeleteAsync(new DeleteRequest(_kind.Name, targetId), ct);
        return result.Cause is FailureCause.NotFound ? ApplyResult.Deleted() : Repeatable(result);
    }

    private async Task<ApplyResult> UpdateAsync(string id, CancellationToken ct)
    {
        if (!_kind.Has(Capability.Update))
        {
            return Refused($"{_system.Name} changes no {_kind.Name}.");
        }

        var result = await _system.UpdateAsync(new UpdateRequest(_kind.Name, id, fields!), ct);
        return result.Cause is FailureCause.NotFound
            ? ApplyResult.Failed(
                FailureCause.NotFound,
                $"The {_kind.Name} {id}, which stands for this record, was deleted there; skip the delivery, or delete the record at its "
                    + "source too.")
            : Repeatable(result);
    }

    private async Task<ApplyResult> FindOrCreateAsync(CancellationToken ct)
    {
        if (delivery.IsSent && Unsettled() is { } wait)
        {
            return wait;
        }

        if (KeyText is { } text)
        {
            var reply = await _system.SearchAsync(new SearchRequest(_kind.Name, flow.TargetKey!, text, Limit: 2), ct);
            if (reply.Failure is { } failure)
            {
                return Repeatable(ApplyResult.Failed(failure)) with { IsLookedUp = delivery.IsSent };
            }

            if (reply.Value!.Records is { Count: > 0 } found)
            {
                return await TakeAsync(found, text, ct);
            }
        }
        else if (delivery.IsSent && !IsKeyRemembered)
        {
            return ApplyResult.Failed(
                FailureCause.OutcomeUnknown,
                    "It was sent, but the answer was lost, and the flow has no to.key by which to look for the record.");
        }

        return await CreateAsync(ct);
    }

    /// <summary>What was sent a moment ago may still be on its way there, and a search would not find it yet.</summary>
    private ApplyResult? Unsettled() => delivery.SentAt + _kind.SettlesWithin - now is { } rest && rest > TimeSpan.Zero
        ? ApplyResult.Failed(
            FailureCause.OutcomeUnknown, "It was sent, but the answer was lost; the record is looked for when it must be there.", rest)
            with { IsLookedUp = true }
        : null;

    private Task<ApplyResult> TakeAsync(IReadOnlyList<SourceRecord> found, string text, CancellationToken ct) => found.Count == 1
        ? _kind.Has(Capability.Update) ? UpdateAsync(found[0].Id, ct) : Task.FromResult(ApplyResult.Done(found[0]))
        : Task.FromResult(ApplyResult.Failed(
            FailureCause.Validation,
            $"{_system.Name} has several records of the kind {_kind.Name} with {flow.TargetKey} = {text}, "
                + $"the first of them {found[0].Id} and {found[1].Id}; nobody can tell which one it is."));

    private async Task<ApplyResult> CreateAsync(CancellationToken ct)
    {
        if (!_kind.Has(Capability.Create))
        {
            return Refused($"{_system.Name} has no such {_kind.Name}, and makes none.");
        }

        IsCreating = true;
        var result = await _system.CreateAsync(new CreateRequest(_kind.Name, fields!, IdempotencyKey()), ct);
        IsCreating = false;
        return result.Cause is FailureCause.OutcomeUnknown ? Unknown(result.Message!, result) : result;
    }

    /// <summary>How a create ended whose answer did not come.</summary>
    public ApplyResult Unknown(string message, ApplyResult? said = null)
    {
        var pause = said?.RetryAfter > _kind.SettlesWithin ? said.RetryAfter : _kind.SettlesWithin;
        return ApplyResult.Failed(FailureCause.OutcomeUnknown, message, CanBeFoundOut ? pause : null) with
        {
            IsLookedUp = CanBeFoundOut, Status = said?.Status, Answer = said?.Answer,
        };
    }

    /// <summary>A lost answer to what can be repeated is no question to a person.</summary>
    private static ApplyResult Repeatable(ApplyResult result) => result.Cause is FailureCause.OutcomeUnknown
        ? ApplyResult.Failed(FailureCause.Unavailable, result.Message!, result.RetryAfter)
            with { Status = result.Status, Answer = result.Answer }
        : result;

    private static ApplyResult Refused(string message) => ApplyResult.Failed(FailureCause.TargetRefused, message);

    /// <summary>
    /// The same for every repeat; another one when a mended flow or record sends other fields, which a system would refuse under the old
    /// one.
    /// </summary>
    private string IdempotencyKey() => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{flow.Name}\n{delivery.Subject}\n{delivery.Id}\n{fields!.ToJsonString()}")).AsSpan(0, 16));
}
