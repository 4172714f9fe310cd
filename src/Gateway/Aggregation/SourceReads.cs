using System.Collections.Concurrent;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Aggregation;

/// <summary>
/// Asks several sources at once and waits for none of them longer than its time. A read that does not end when it is called off is left
/// alone, and keeps one of the places of its source until it does end: so a source that hangs never has more work under way than it has
/// places.
/// </summary>
internal sealed partial class SourceReads(IOptions<AggregationOptions> options, TimeProvider clock, ILogger<SourceReads> logger)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);
    private readonly AggregationOptions _options = options.Value;

    /// <summary>What became of each, in the order of the sources.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="nameOf">What a source is called; those of one name share their places.</param>
    /// <param name="read">Reads a source.</param>
    /// <param name="ct">Ends it all: nobody waits for the answer any more.</param>
    public Task<IReadOnlyList<SourceAnswer<T>>> AskAsync<TSource, T>(
        IReadOnlyList<TSource> sources, Func<TSource, string> nameOf, Func<TSource, CancellationToken, ValueTask<T>> read,
        CancellationToken ct) => AskAsync(sources, nameOf, read, _options.SourceTimeout, ct);

    /// <summary>The same within another time.</summary>
    public async Task<IReadOnlyList<SourceAnswer<T>>> AskAsync<TSource, T>(
        IReadOnlyList<TSource> sources, Func<TSource, string> nameOf, Func<TSource, CancellationToken, ValueTask<T>> read, TimeSpan most,
        CancellationToken ct)
    {
        using var time = new CancellationTokenSource(most, clock);
        await using var gone = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);
        var end = time.Token;
        var reads = new SourceRead<T>[sources.Count];
        for (var index = 0; index < reads.Length; index++)
        {
            var source = sources[index];
            var name = nameOf(source);
            reads[index] = new SourceRead<T>(name, _places.GetOrAdd(name, _ => new SemaphoreSlim(_options.ReadsPerSource)));

            // On a thread of its own: a source that blocks, as a disk may, must not keep the others from being asked.
            reads[index].Start(stop => read(source, stop), end);
        }

        // Whoever is not done by then is left alone: its token has struck, and it gives its place back once it ends.
        Task all = Task.WhenAll(reads.Select(static one => one.Task)).WaitAsync(end);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return [.. reads.Select(read => OutcomeOf(read, most))];
    }

    private SourceAnswer<T> OutcomeOf<T>(SourceRead<T> read, TimeSpan most)
    {
        if (read.Task.IsCompletedSuccessfully)
        {
            return new SourceAnswer<T>(read.Task.Result, null);
        }

        if (read.Task.Exception?.InnerException is not { } error)
        {
            var limit = $"{most.TotalSeconds} s";
            return Without<T>(read.HasPlace
                ? new MissingPart(read.Name, "timeout", $"It did not answer within {limit}; try again.")
                : new MissingPart(read.Name, "busy", $"All of its {_options.ReadsPerSource} reads were under way for {limit}; try again."));
        }

        if (IsOutage(error))
        {
            return Without<T>(new MissingPart(read.Name, "unavailable", "It can't be reached right now; try again."));
        }

        Failed(logger, read.Name, error);
        return new SourceAnswer<T>(default, new MissingPart(read.Name, "failed", "It went wrong on our side; the log tells more."));
    }

    /// <summary>A source may be in another process, or behind a database that is not there.</summary>
    private static bool IsOutage(Exception error) => error
        is StoreException { Fault: not StoreFault.Statement } or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException;

    private SourceAnswer<T> Without<T>(MissingPart why)
    {
        Missing(logger, why.Part, why.Reason);
        return new SourceAnswer<T>(default, why);
    }

    [LoggerMessage(6003, LogLevel.Warning, "{Source} did not answer: {Reason}")]
    private static partial void Missing(ILogger logger, string source, string reason);

    [LoggerMessage(6004, LogLevel.Error, "{Source} failed, so that an answer lacks it")]
    private static partial void Failed(ILogger logger, string source, Exception error);
}
