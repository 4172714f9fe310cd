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
            return reply.Meaning is ErrorMeaning.GoneOrForbidden && await CanListAsync(ct) ? Missing(id) : reply.Failure!;
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
        if (request.Value.Length == 0 || calls.Address(path.Fill(name => name is "value" ? request.Value : limit)) is not { } address)
        {
            return new SearchPage([]);
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Answer is not { } answer)
        {
            return reply.Failure is { Cause: FailureCause.NotFound } ? new SearchPage([]) : reply.Failure!;
        }

        if (RecordLists.Items(answer, kind.Answers) is not { } items)
        {
            return RecordLists.NoItems(answer, kind.Answers);
        }

        var field = JsonPath.Parse(request.Field)!;
        if (items.FirstOrDefault(item => kind.Answers.Deleted?.Holds(item) != true
            && !IsAlike(field.Text(item), request.Value)) is { ValueKind: not JsonValueKind.Undefined })
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

    /// <summary>Whether we may read records of the kind at all: then one that can't be read is not there.</summary>
    private async Task<bool> CanListAsync(CancellationToken ct) =>
        calls.Address((kind.List ?? kind.Changes?.Path)?.Fill(static place => place is "limit" or "page" ? "1" : "")) is { } address
        && (await calls.GetAsync(address, ct)).Answer is not null;

    /// <summary>Letters and digits alike, whatever their case: systems trim, and take blanks out of telephone numbers.</summary>
    private static bool IsAlike(string? found, string wanted) => found is not null
        && string.Equals(Core(found), Core(wanted), StringComparison.OrdinalIgnoreCase);

    private static string Core(string text) =>
        text.Any(char.IsLetterOrDigit) ? string.Concat(text.Where(char.IsLetterOrDigit)) : text.Trim();

    private Failure Missing(string id) => new(FailureCause.NotFound, $"There is no {kind.Name} {id}.");
}
