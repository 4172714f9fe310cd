using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Writes a record to a system that has no write by key of its own: by the link where there is one, else by looking for the record, else by
/// creating it. Before a create is sent it is marked as open; found open again, by whichever delivery of the record, nobody knows what
/// became of it, and the record is looked for before anything is written. Where it can't be looked for, and the system makes no repeat
/// safe, a person is asked.
/// </summary>
/// <param name="flow">The flow.</param>
/// <param name="way">How the kind is written.</param>
/// <param name="delivery">What is brought, with the fields as the flow mapped them; without them, the record is to be deleted.</param>
/// <param name="link">How the record stands there.</param>
/// <param name="now">The instant.</param>
internal sealed class Upsert(Flow flow, WriteWay way, Delivery delivery, Link link, DateTimeOffset now)
{
    private readonly ISystem _system = way.System;
    private readonly RecordKind _kind = way.Kind;
    private readonly JsonObject? _fields = delivery.Fields;
    private readonly OpenCreate? _open = link.Open;
    private bool _isRuledOut = link.Open is null or { IsReleased: true };
    private bool _isRefused;

    /// <summary>Whether a create is on its way: from here on an exception leaves its outcome open.</summary>
    public bool IsCreating { get; private set; }

    /// <summary>
    /// The create that is to be sent, and its idempotency key: where the system knows that one, the same as before as long as nobody knows
    /// what became of it, for it would refuse other fields under it. Else another one when a mended flow or record sends other fields.
    /// </summary>
    public (string Key, JsonObject Fields) Create => _open is { Fields: { } sent } && IsKeyRemembered
        ? (_open.Key, sent) : (NewKey(), _fields!);

    /// <summary>What is to be said without asking the target; null when it can be asked.</summary>
    public ApplyResult? Standstill()
    {
        if (_isRuledOut)
        {
            return null;
        }

        if (!CanBeFoundOut(_open!.Fields))
        {
            return ApplyResult.Failed(
                FailureCause.OutcomeUnknown,
                "A create was sent for this record, but its answer was lost, and nothing is left by which to look for the record. "
                    + $"See whether {_system.Name} has it; then replay or discard this.");
        }

        // What was sent a moment ago may still be on its way there, and a search would not find it yet.
        return _open.SentAt + _kind.SettlesWithin - now is { } rest && rest > TimeSpan.Zero
            ? ApplyResult.Failed(
                FailureCause.OutcomeUnknown, "It was sent, but the answer was lost; the record is looked for when it must be there.", rest)
                with { IsLookedUp = true }
            : null;
    }

    /// <summary>Does all that makes no record.</summary>
    /// <returns>How that went; null when the record is to be created.</returns>
    public async Task<ApplyResult?> LookAsync(CancellationToken ct)
    {
        // 1. By the link, which is certain.
        if (link.TargetId is { } id)
        {
            return await WriteAsync(id, ct);
        }

        // 2. What an earlier create may have made, by what that one was sent: the record may say something else by now.
        if (_open is not null && KeyText(_open.Fields) is { } sent)
        {
            if (await SearchAsync(sent, ct) is { } known)
            {
                return known;
            }

            // It was looked for no sooner than the system takes to show what it has made: not found by now, it was not made.
            _isRuledOut = true;
        }

        // 3. What is nowhere to be found need not be deleted.
        if (_fields is null)
        {
            return ApplyResult.Deleted();
        }

        // 4. What was there before the flow. Not by the same value twice.
        if (KeyText(_fields) is { } text && !string.Equals(text, KeyText(_open?.Fields), StringComparison.Ordinal)
            && await SearchAsync(text, ct) is { } found)
        {
            return found;
        }

        // 5. Left to the caller, who notes it down before anything is sent.
        return _kind.Has(Capability.Create) ? null : Refused($"{_system.Name} has no such {_kind.Name}, and makes none.");
    }

    /// <summary>Creates it, and brings it to what it is by now where the create was the repeat of an older one.</summary>
    public async Task<ApplyResult> CreateAsync(CancellationToken ct)
    {
        var (key, sent) = Create;
        IsCreating = true;

        // A copy, for what the connector does to it must not change what a repeat sends under this key.
        var request = new CreateRequest(_kind.Name, (JsonObject)sent.DeepClone(), key) { Origin = flow.Origin };
        var result = await _system.CreateAsync(request, ct);
        IsCreating = false;
        if (result.Cause is FailureCause.OutcomeUnknown)
        {
            return Unknown(result.Message!, result);
        }

        if (result.Cause is not null)
        {
            (_isRefused, var told) = OpenCreate.Refused(result, _open is { IsReleased: false } && IsKeyRemembered, _isRuledOut);
            return told;
        }

        return result.TargetId is { } id && !JsonNode.DeepEquals(sent, _fields) && _kind.Has(Capability.Update)
            ? await WriteAsync(id, ct) : result;
    }

    /// <summary>How a create ended whose answer did not come.</summary>
    public ApplyResult Unknown(string message, ApplyResult? said = null)
    {
        var isFoundOut = CanBeFoundOut(Create.Fields);
        var pause = said?.RetryAfter > _kind.SettlesWithin ? said.RetryAfter : _kind.SettlesWithin;
        return ApplyResult.Failed(FailureCause.OutcomeUnknown, message, isFoundOut ? pause : null) with
        {
            IsLookedUp = isFoundOut, Status = said?.Status, Answer = said?.Answer,
        };
    }

    /// <summary>Whether nothing is open any more after this.</summary>
    public bool Settles(ApplyResult result) => result.Cause is null || _isRefused;

    /// <summary>Whether the next attempt can tell what became of a create: by a search, or by a repeat that makes no second one.</summary>
    private bool CanBeFoundOut(JsonObject? sent) =>
        KeyText(sent) is not null || (sent is not null && IsKeyRemembered && _fields is not null);

    private bool IsKeyRemembered => _kind.Has(Capability.CreateOnce)
        && (_kind.KeysKeptFor is not { } kept || _open is null || now - _open.OpenedAt < kept);

    /// <summary>The value by which the record is looked for; null when the flow names no field, or the record has none.</summary>
    private string? KeyText(JsonObject? fields) =>
        flow.TargetKey is { } key && fields?[key] is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;

    private async Task<ApplyResult?> SearchAsync(string text, CancellationToken ct)
    {
        var reply = await _system.SearchAsync(new SearchRequest(_kind.Name, flow.TargetKey!, text, Limit: 2), ct);
        return reply switch
        {
            { Failure: { } failure } => Repeatable(ApplyResult.Failed(failure)),
            { Value.Records: [var first, var second, ..] } => ApplyResult.Failed(
                FailureCause.Validation,
                // Two answers are enough to know that. The first of them would be somebody else's record as often as not.
                $"{_system.Name} has several records of the kind {_kind.Name} with the {flow.TargetKey} of this one, "
                    + $"the first of them {first.Id} and {second.Id}; nobody can tell which one it is."),
            { Value.Records: [var found] } => _fields is null || _kind.Has(Capability.Update)
                ? await WriteAsync(found.Id, ct) : ApplyResult.Done(found),
            _ => null,
        };
    }

    private Task<ApplyResult> WriteAsync(string id, CancellationToken ct) => _fields is null ? DeleteAsync(id, ct) : UpdateAsync(id, ct);

    private async Task<ApplyResult> DeleteAsync(string id, CancellationToken ct)
    {
        if (!_kind.Has(Capability.Delete))
        {
            return Refused($"{_system.Name} deletes no {_kind.Name}; the record {id} stands there still.");
        }

        var result = await _system.DeleteAsync(new DeleteRequest(_kind.Name, id) { Origin = flow.Origin }, ct);
        return result.Cause is FailureCause.NotFound ? ApplyResult.Deleted() : Repeatable(result);
    }

    private async Task<ApplyResult> UpdateAsync(string id, CancellationToken ct)
    {
        if (!_kind.Has(Capability.Update))
        {
            return Refused($"{_system.Name} changes no {_kind.Name}.");
        }

        var result = await _system.UpdateAsync(new UpdateRequest(_kind.Name, id, _fields!) { Origin = flow.Origin }, ct);
        return result.Cause is FailureCause.NotFound
            ? ApplyResult.Failed(
                FailureCause.NotFound,
                $"The {_kind.Name} {id}, which stands for this record, was deleted there; skip the delivery, or delete the record at its "
                    + "source too.")
            : Repeatable(result);
    }

    /// <summary>A lost answer to what can be repeated is no question to a person.</summary>
    private static ApplyResult Repeatable(ApplyResult result) => result.Cause is FailureCause.OutcomeUnknown
        ? ApplyResult.Failed(FailureCause.Unavailable, result.Message!, result.RetryAfter)
            with { Status = result.Status, Answer = result.Answer }
        : result;

    private static ApplyResult Refused(string message) => ApplyResult.Failed(FailureCause.TargetRefused, message);

    // By the delivery too: a record that was deleted there and is made anew with the same fields is no repeat of the first one, which a
    // system that remembers keys would answer with.
    private string NewKey() => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{flow.Name}\n{delivery.Subject}\n{delivery.Id}\n{_fields!.ToJsonString()}")).AsSpan(0, 16));
}
