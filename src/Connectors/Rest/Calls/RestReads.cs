using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Reads one record, and searches.</summary>
internal sealed class RestReads(RestKind kind, RestCalls calls)
{
    private readonly RecordLists _lists = new(kind, calls);

    public async Task<Reply<SourceRecord>> ReadAsync(string id, CancellationToken ct)
    {
        if (calls.Address(kind.Read!.Fill(_ => id)) is not { } address)
        {
            return Missing(id);
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Answer is not { } answer)
        {
            return reply.Meaning is ErrorMeaning.GoneOrForbidden ? await TellAsync(reply.Failure!, id, ct) : reply.Failure!;
        }

        var path = kind.ReadRecord ?? kind.Answers.Record ?? JsonPath.Whole;
        if (answer.Json is not { } json || path.Find(json) is not { ValueKind: JsonValueKind.Object } found)
        {
            // Where a record is read by a search for its id, an empty list says that it is not there.
            return answer.Json is { } list && path.IsEmptyList(list) ? Missing(id)
                : answer.Reply.Malformed($"there is no {kind.Name} at {(path == JsonPath.Whole ? "its beginning" : path.ToString())}.");
        }

        if (RecordReader.Read(kind.Answers, found) is not { } record)
        {
            return answer.Reply.Malformed($"a {kind.Name} has no id at {kind.Answers.Id?.ToString() ?? "id"}.");
        }

        // A system that ignores the id gives some record: taken for this one, it would be written where it does not belong.
        return record.IsDeleted ? Missing(id)
            : string.Equals(record.Id, id, StringComparison.Ordinal) ? record
            : answer.Reply.Malformed($"the {kind.Name} {id} was asked for, and {record.Id} came.");
    }

    /// <summary>
    /// Searches. What does not have the value is no answer to the question: a system that ignores the parameter gives all it has, and
    /// somebody's record would be linked with a stranger's.
    /// </summary>
    public async Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct)
    {
        var path = kind.Search[request.Field];
        var limit = request.Limit.ToString(global::System.Globalization.CultureInfo.InvariantCulture);

        // A parameter without a value is left out of a path, which would then give the whole list.
        if (request.Value.Length == 0 || calls.Address(path.Fill(name => name is "value" ? request.Value : limit)) is not { } address)
        {
            return new SearchPage([]);
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Answer is not { } answer)
        {
            return reply.Meaning is ErrorMeaning.NotFound ? new SearchPage([])
                : reply.Failure is { Cause: FailureCause.NotFound } failure ? NoSearch(request.Field, failure) : reply.Failure!;
        }

        if (RecordLists.Items(answer, kind.Answers) is not { } items)
        {
            return RecordLists.NoItems(answer, kind.Answers);
        }

        var field = JsonPath.Parse(request.Field)!;
        if (items.FirstOrDefault(item => kind.Answers.Deleted?.Holds(item) != true
            && !IsAlike(field.Text(item), request)) is { ValueKind: not JsonValueKind.Undefined })
        {
            return new Failure(
                FailureCause.TargetRefused,
                $"The search for {request.Field} gave a {kind.Name} with another {request.Field}: check the path of the search in "
                + "the system's file.")
            {
                Status = (int)answer.Reply.Status,
            };
        }

        var found = _lists.OfList(items);
        return found.Value is { } records
            ? new SearchPage([.. records.Where(static record => !record.IsDeleted).Take(request.Limit)]) : found.Failure!;
    }

    /// <summary>
    /// Which of both it is, gone or forbidden, where only a search by the id can tell: it is answered, and has nothing. That some list can
    /// be read proves nothing, for a record may be forbidden by itself.
    /// </summary>
    private async Task<Failure> TellAsync(Failure refused, string id, CancellationToken ct)
    {
        var field = kind.Answers.Id?.ToString() ?? "id";
        if (!kind.Search.ContainsKey(field))
        {
            return refused with
            {
                Message = $"{refused.Message} The {kind.Name} {id} may be gone or forbidden: give a search by {field}, which tells.",
            };
        }

        var reply = await SearchAsync(new SearchRequest(kind.Name, field, id, 1), ct);
        return reply.Value is { Records.Count: 0 } ? Missing(id) : refused;
    }

    /// <summary>Taken for an answer, a path that is wrong would let each record be made once more.</summary>
    private Failure NoSearch(string field, Failure failure) => failure with
    {
        Cause = FailureCause.TargetRefused,
        Message = $"The search for {field} is not there: check its path in the system's file; where that is how the system says that "
            + $"there is no such {kind.Name}, say so in errors.meanings, such as '{failure.Status}': not-found.",
    };

    /// <summary>Alike but for case and blanks around it, which systems change; telephone numbers are so by their digits.</summary>
    private bool IsAlike(string? found, SearchRequest request) => found is not null
        && (string.Equals(found.Trim(), request.Value.Trim(), StringComparison.OrdinalIgnoreCase)
            || (kind.SearchByDigits.Contains(request.Field) && Digits(found) is { Length: > 0 } digits
                && string.Equals(digits, Digits(request.Value), StringComparison.Ordinal)));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private Failure Missing(string id) => new(FailureCause.NotFound, $"There is no {kind.Name} {id}.");
}
