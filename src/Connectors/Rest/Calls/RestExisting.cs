using System.Globalization;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>
/// Finds out which records are there, by a list that is filtered by their ids. A list that ignores the filter, is not there or can't be
/// understood is a failure; one that was cut is asked on for what did not come.
/// </summary>
internal sealed class RestExisting(RestKind kind, RestCalls calls)
{
    private const int IdsMax = 50;
    private const char Separator = ',';

    public async Task<Reply<ExistingRecords>> AskAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in ids.Where(IsPlain).Chunk(IdsMax))
        {
            if (await AskAsync(some, there, ct) is { } failure)
            {
                return failure;
            }
        }

        // Between commas it would be taken for two.
        foreach (var id in ids.Where(static id => !IsPlain(id)))
        {
            var reply = await new RestReads(kind, calls).ReadAsync(id, ct);
            if (reply.Failure is { Cause: not FailureCause.NotFound } failure)
            {
                return failure;
            }

            if (reply.Value is not null)
            {
                there.Add(id);
            }
        }

        return new ExistingRecords(there);
    }

    private static bool IsPlain(string id) => !id.Contains(Separator, StringComparison.Ordinal);

    private async Task<Failure?> AskAsync(IReadOnlyList<string> ids, HashSet<string> there, CancellationToken ct)
    {
        var left = ids.ToHashSet(StringComparer.Ordinal);
        for (var came = 1; came > 0 && left.Count > 0;)
        {
            var page = await PageAsync(left, ct);
            if (page.Value is not { } found)
            {
                return page.Failure;
            }

            // A list may be cut: as long as one of them comes, those that did not are asked for again.
            came = found.Count(left.Remove);
            there.UnionWith(found);
        }

        return null;
    }

    private async Task<Reply<IReadOnlyList<string>>> PageAsync(IReadOnlySet<string> ids, CancellationToken ct)
    {
        var limit = ids.Count.ToString(CultureInfo.InvariantCulture);
        var path = kind.Existing!.Fill(name => name is "ids" ? string.Join(Separator, ids) : limit);
        if (calls.Address(path) is not { } address)
        {
            return new Failure(FailureCause.TargetRefused, $"The path by which {kind.Name}s are asked for by their ids leads elsewhere.");
        }

        var reply = await calls.GetAsync(address, ct);
        if (reply.Answer is not { } answer)
        {
            // Of one that is not there the list says nothing; that there is no list says nothing of any.
            return reply.Failure! with
            {
                Cause = reply.Failure!.Cause is FailureCause.NotFound ? FailureCause.TargetRefused : reply.Failure.Cause,
            };
        }

        if (RecordLists.Items(answer, kind.Answers) is not { } items)
        {
            return RecordLists.NoItems(answer, kind.Answers);
        }

        List<string> found = [.. items.Select(item => RecordReader.Id(kind.Answers, item) ?? "")];
        return found.TrueForAll(ids.Contains) ? found : answer.Reply.Malformed(
            $"it has a {kind.Name} that was not asked for: check the path existing in the system's file.");
    }
}
