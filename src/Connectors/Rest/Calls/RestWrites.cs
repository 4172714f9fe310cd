using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Creates, changes and deletes records of one kind.</summary>
internal sealed class RestWrites(RestKind kind, RestCalls calls, RestReads reads)
{
    private const string VersionPlace = "{version}";
    private const int ReplacesMax = 4;

    /// <summary>
    /// Makes a record. Whether it did is unknown when the answer is lost; the engine then repeats it under its key, where the system heeds
    /// that, or looks first.
    /// </summary>
    public async Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct)
    {
        var write = kind.Create!;
        if (calls.Address(write.Path.Fill(static _ => "")) is not { } address)
        {
            return NoAddress();
        }

        // Into a copy: the engine keeps what it gave, to repeat it as it was.
        var fields = (JsonObject)request.Fields.DeepClone();
        var givenId = kind.Once?.IdField is { } field ? (Field: field, Id: KeyedId.Of(request.IdempotencyKey)) : default;
        if (givenId.Field is not null)
        {
            fields[givenId.Field] = givenId.Id;
        }

        IReadOnlyList<(string, string)> headers = kind.Once?.Header is { } header ? [(header, request.IdempotencyKey)] : [];

        // Unrepeatable with a key too: whether the key is still known is for the engine to judge, which knows when it was first shown.
        var reply = await calls.SendAsync(
            write.Method, address, Body(fields), headers, CallKind.Unrepeatable, ct);
        if (reply.Meaning is ErrorMeaning.Exists && givenId.Id is { } id)
        {
            // By an earlier attempt whose answer was lost: the id is made of the key of this create and of no other.
            var found = await reads.ReadAsync(id, ct);
            return found.Value is { } record ? ApplyResult.Done(record)
                : Failed(found.Failure!.Cause is FailureCause.NotFound ? reply.Failure! : found.Failure!);
        }

        return reply.Answer is { } answer ? Made(answer, givenId.Id) : Failed(reply.Failure!);
    }

    public async Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct)
    {
        var write = kind.Update!;
        if (calls.Address(write.Path.Fill(_ => request.Id)) is not { } address)
        {
            return Missing(request.Id);
        }

        return write.IsWhole ? await ReplaceAsync(write, address, request, ct)
            : await ChangeAsync(write, address, request.Fields, request, ct);
    }

    /// <summary>
    /// What is read here must be what is replaced, where the system can tell. Where only this reading asks for that version, somebody who
    /// was faster is no conflict: what they wrote is read and kept.
    /// </summary>
    private async Task<ApplyResult> ReplaceAsync(WriteSettings write, Uri address, UpdateRequest request, CancellationToken ct)
    {
        for (var attempt = 1;; attempt++)
        {
            var before = await reads.ReadAsync(request.Id, ct);
            if (before.Value is not { } record)
            {
                return Failed(before.Failure!);
            }

            var expected = request.ExpectedVersion ?? (kind.Conditional is null ? null : record.Version);
            var result = await ChangeAsync(
                write, address, Merge(record, request.Fields), request with { ExpectedVersion = expected }, ct);

            // Who named a version wants to hear of the conflict; who named none wants these fields on whatever stands there.
            if (result.Cause is not FailureCause.VersionConflict || request.ExpectedVersion is not null || attempt == ReplacesMax)
            {
                return result;
            }
        }
    }

    private async Task<ApplyResult> ChangeAsync(
        WriteSettings write, Uri address, JsonObject fields, UpdateRequest request, CancellationToken ct)
    {
        var reply = await calls.SendAsync(
            write.Method, address, Body(fields), Condition(request.ExpectedVersion), CallKind.Repeatable, ct);
        return reply.Answer is { } answer ? Changed(answer, request.Id) : Failed(await TellAsync(reply, request.Id, ct));
    }

    public async Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct)
    {
        if (calls.Address(kind.Delete!.Path.Fill(_ => request.Id)) is not { } address)
        {
            return ApplyResult.Deleted();
        }

        var reply = await calls.SendAsync(kind.Delete.Method, address, null, Condition(request.ExpectedVersion), CallKind.Repeatable, ct);
        if (reply.Answer is { } answer)
        {
            return ApplyResult.Deleted() with { Status = (int)answer.Reply.Status };
        }

        var failure = await TellAsync(reply, request.Id, ct);
        return failure.Cause is FailureCause.NotFound ? ApplyResult.Deleted() with { Status = failure.Status } : Failed(failure);
    }

    /// <summary>Looks a record up of which the system says only that it is gone or not ours to touch.</summary>
    private async Task<Failure> TellAsync(RestReply reply, string id, CancellationToken ct) =>
        reply.Meaning is ErrorMeaning.GoneOrForbidden && kind.Read is not null
            && (await reads.ReadAsync(id, ct)).Failure is { Cause: FailureCause.NotFound or FailureCause.SignIn } told
            ? told : reply.Failure!;

    private ApplyResult Made(RestAnswer answer, string? givenId)
    {
        if (Record(answer) is { } record)
        {
            // Said at the first one: with ids of its own the system would make a second record of a create whose answer was lost.
            return givenId is not null && !string.Equals(record.Id, givenId, StringComparison.OrdinalIgnoreCase)
                ? ApplyResult.Failed(
                    FailureCause.TargetRefused,
                        $"The {kind.Name} was made as {record.Id}, not with the id that it was given: take once out of the system's file.")
                : ApplyResult.Done(record) with { Status = (int)answer.Reply.Status };
        }

        // Without a body the address of the record tells its id.
        var id = givenId ?? (answer.Json is null && answer.Reply.Headers.Location is { } place ? LastOf(new Uri(answer.Asked, place))
            : null);
        return id is { Length: > 0 }
            ? ApplyResult.Done(id) with { Status = (int)answer.Reply.Status, Version = VersionOf(answer) }
            : Failed(answer.Reply.Malformed($"a {kind.Name} has no id at {kind.Answers.Id?.ToString() ?? "id"}."));
    }

    // An answer that shows another record, or a list, still says that it was done, but not what the record has become.
    private ApplyResult Changed(RestAnswer answer, string id) =>
        (Record(answer) is { } record && string.Equals(record.Id, id, StringComparison.Ordinal) ? ApplyResult.Done(record)
            : ApplyResult.Done(id) with { Version = VersionOf(answer) }) with
        {
            Status = (int)answer.Reply.Status,
        };

    /// <summary>
    /// Which version an answer without a record says that the record has now: its ETag, where that is what conditions are made of. Null
    /// where it does not say.
    /// </summary>
    private string? VersionOf(RestAnswer answer)
    {
        if (kind.Conditional is not var (header, value) || !header.Equals("If-Match", StringComparison.OrdinalIgnoreCase)
            || answer.Reply.Headers.ETag?.Tag is not { } tag)
        {
            return null;
        }

        var place = value.IndexOf(VersionPlace, StringComparison.Ordinal);
        var (before, behind) = (value[..place], value[(place + VersionPlace.Length)..]);
        return tag.Length > before.Length + behind.Length && tag.StartsWith(before, StringComparison.Ordinal)
            && tag.EndsWith(behind, StringComparison.Ordinal) ? tag[before.Length..^behind.Length] : null;
    }

    private SourceRecord? Record(RestAnswer answer) =>
        answer.Json is { } json && (kind.Answers.Record ?? JsonPath.Whole).Find(json) is { } found ? RecordReader.Read(kind.Answers, found)
            : null;

    private JsonObject Body(JsonObject fields) =>
        kind.BodyIn is { } name ? new JsonObject { [name] = fields.DeepClone() } : fields;

    private IReadOnlyList<(string Name, string Value)> Condition(string? version) =>
        version is not null && kind.Conditional is var (header, value)
        ? [(header, value.Replace(VersionPlace, version, StringComparison.Ordinal))] : [];

    private static JsonObject Merge(SourceRecord record, JsonObject fields)
    {
        // The whole of what was read, with fields that no flow knows: a PUT takes away what it does not carry.
        var whole = JsonSerializer.Deserialize(record.Data.Span, RestJson.Plain.JsonObject)!;
        foreach (var (name, value) in fields)
        {
            whole[name] = value?.DeepClone();
        }

        return whole;
    }

    private static string LastOf(Uri place) => Uri.UnescapeDataString(place.Segments[^1].TrimEnd('/'));

    private static ApplyResult NoAddress() =>
        ApplyResult.Failed(FailureCause.TargetRefused, "The path of the create leads out of the url.");

    private ApplyResult Missing(string id) => ApplyResult.Failed(FailureCause.NotFound, $"There can be no {kind.Name} {id}.");

    private static ApplyResult Failed(Failure failure) => ApplyResult.Failed(failure);
}
