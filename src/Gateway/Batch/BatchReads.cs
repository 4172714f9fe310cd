using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Batch;

/// <summary>
/// The reads of one batch, so many at a time. Each has a time of its own, and all together less than the batch has: one that is slow is
/// told so, and the others are answered. A read that does not end when it is called off is left alone, and keeps its place until it does
/// end: so a batch never has more under way than it has places.
/// </summary>
/// <param name="batch">The request of the batch.</param>
/// <param name="edge">Serves a read.</param>
/// <param name="options">The limits.</param>
/// <param name="clock">The only source of time.</param>
internal sealed class BatchReads(HttpContext batch, EdgeEntry edge, BatchOptions options, TimeProvider clock)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _places = new(options.Parallel);
    private readonly AnswerRoom _room = new(options.AnswersMax);

    /// <summary>What each is answered, in their order.</summary>
    /// <param name="reads">The reads, checked.</param>
    /// <param name="time">How long all of them may take.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the batch any more.</exception>
    public async Task<ReadAnswer[]> RunAsync(IReadOnlyList<BatchRead> reads, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time, clock);
        await using var gone = batch.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), end);
        try
        {
            var answers = await Task.WhenAll(reads.Select(read => AskAsync(read, end.Token)));
            batch.RequestAborted.ThrowIfCancellationRequested();
            return answers;
        }
        finally
        {
            // What was left alone must find its token struck, not gone.
            await end.CancelAsync();
        }
    }

    private async Task<ReadAnswer> AskAsync(BatchRead read, CancellationToken ct)
    {
        try
        {
            await _places.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return Refuse(read, "The others of this batch took all its time; ask for it by itself, or in a smaller batch.");
        }

        var time = new CancellationTokenSource(options.ReadTimeout, clock);
        var late = time.Token;
        try
        {
            return await ServeAsync(read, time, ct).WaitAsync(late);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return Refuse(read, "This took too long and was called off; try again.");
        }
    }

    /// <summary>Serves a read, however long it takes, and gives its place back.</summary>
    private async Task<ReadAnswer> ServeAsync(BatchRead read, CancellationTokenSource time, CancellationToken ct)
    {
        // Let go of in the other order: what strikes must find what it is to strike.
        using var own = time;
        await using var over = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);
        try
        {
            return await ReadAnswer.AskAsync(batch, read, edge, _room, time.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    private ReadAnswer Refuse(BatchRead read, string why) => ReadAnswer.Refuse(
        ReadContext.Of(batch, read.Path!, null, Stream.Null, batch.RequestServices, batch.RequestAborted), read,
        new Problem(503, why, RetryAfter: TryAgain));
}
