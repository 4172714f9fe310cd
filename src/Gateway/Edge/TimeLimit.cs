using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Ends what takes too long: what it waits for is called off, and the answer is a 503 with Retry-After. What is committed by then stays; a
/// repeat under the same Idempotency-Key finds out. One limit within another ends no later than that one.
/// </summary>
internal sealed class TimeLimit(IOptions<EdgeOptions> options, TimeProvider clock)
{
    private const int RetainedMax = 1_024;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly TimeSpan _limit = options.Value.RequestTimeout;

    // Nearly every request is in time: its source and timer serve the next one. Those that have struck are disposed of by the pool.
    private readonly ObjectPool<CancellationTokenSource> _sources =
        new DefaultObjectPoolProvider { MaximumRetained = RetainedMax }.Create(new Sources(clock));

    /// <summary>Does the rest of a request within its time.</summary>
    public async Task KeepAsync(HttpContext context, RequestDelegate rest)
    {
        var time = _sources.Get();
        time.CancelAfter(_limit);
        try
        {
            await KeepAsync(context, rest, time);
        }
        finally
        {
            // Nothing is registered any more by us, and what others left is dropped with the reset.
            _sources.Return(time);
        }
    }

    private static async Task KeepAsync(HttpContext context, RequestDelegate rest, CancellationTokenSource time)
    {
        var client = context.RequestAborted;
        await using var gone = client.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);

        // A body that is waited for does not listen to the token.
        await using var reading = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? time.Token.UnsafeRegister(static request => ((HttpContext)request!).Request.BodyReader.CancelPendingRead(), context)
            : default;
        context.RequestAborted = time.Token;
        try
        {
            await rest(context);
        }
        catch (OperationCanceledException) when (IsOver() && !context.Response.HasStarted)
        {
            context.RequestAborted = client;
            await new Problem(
                503, "This took too long and was called off; look whether it took effect, or repeat it with the same Idempotency-Key.",
                RetryAfter: TryAgain)
                .SendAsync(Revive(context));
        }
        catch (OperationCanceledException) when (IsOver())
        {
            // Half an answer must not look like a whole one.
            context.Abort();
        }
        finally
        {
            context.RequestAborted = client;
        }

        bool IsOver() => time.IsCancellationRequested && !client.IsCancellationRequested;
    }

    private static HttpContext Revive(HttpContext context)
    {
        context.Response.Clear();
        SecurityHeaders.Set(context);
        return context;
    }

    private sealed class Sources(TimeProvider clock) : IPooledObjectPolicy<CancellationTokenSource>
    {
        public CancellationTokenSource Create() => new(Timeout.InfiniteTimeSpan, clock);

        public bool Return(CancellationTokenSource obj) => obj.TryReset();
    }
}
