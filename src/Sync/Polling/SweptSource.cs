using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Polling;

/// <summary>
/// Asks a source which records are there. A failure says nothing of any record; what is refused of one record alone does not say that it is
/// gone.
/// </summary>
internal sealed class SweptSource(Flow flow, ISystem source, TimeProvider clock)
{
    /// <summary>So many are read one by one before it is looked whether a poll is due.</summary>
    private const int ReadsMax = 20;

    private readonly bool _isAskedAtOnce = source.KindOf(flow.Kind)!.Has(Capability.Existing);

    /// <summary>How many are asked for in one step.</summary>
    public int BatchMax => _isAskedAtOnce ? ExistingRequest.IdsMax : ReadsMax;

    /// <summary>Which of some records seem to be gone.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="hold">Holds the lease before each call.</param>
    /// <param name="ct">The process stops.</param>
    public async Task<Reply<IReadOnlyList<string>>> MissingAsync(IReadOnlyList<string> ids, Func<Task> hold, CancellationToken ct)
    {
        if (!_isAskedAtOnce)
        {
            return await GoneAsync(ids, hold, ct);
        }

        await hold();
        var reply = await AskAsync(limit => source.ExistingAsync(new ExistingRequest(flow.Kind, ids), limit), ct);
        if (reply.Value is not { } there)
        {
            return reply.Failure!;
        }

        return there.MissingOf(ids) is { } missing
            ? missing.ToList()
            : new Failure(FailureCause.TargetRefused, $"{source.Name} was asked for some records and told of others.");
    }

    /// <summary>Which of some records are gone by a plain read of each.</summary>
    /// <inheritdoc cref="MissingAsync" />
    public async Task<Reply<IReadOnlyList<string>>> GoneAsync(IReadOnlyList<string> ids, Func<Task> hold, CancellationToken ct)
    {
        var gone = new List<string>();
        foreach (var id in ids)
        {
            await hold();
            var reply = await AskAsync(limit => source.ReadAsync(flow.Kind, id, limit), ct);
            if (reply is { Failure.Cause: FailureCause.NotFound } or { Value.IsDeleted: true })
            {
                gone.Add(id);
            }
            else if (reply.Failure is { Cause: FailureCause.Unavailable or FailureCause.Quota or FailureCause.SignIn } failure)
            {
                return failure;
            }
        }

        return gone;
    }

    private async Task<Reply<T>> AskAsync<T>(Func<CancellationToken, Task<Reply<T>>> ask, CancellationToken ct)
        where T : class
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await ask(both.Token).WaitAsync(both.Token);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new Failure(FailureCause.Unavailable, error.Message.ReplaceLineEndings(" "));
        }
    }
}
