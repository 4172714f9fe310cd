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
    public async Task<IReadOnlyList<SourceAnswer<T>>> AskAsync<TSource, T>(
        IReadOnlyList<TSource> sources, Func<TSource, string> nameOf, Func<TSource, CancellationToken, ValueTask<T>> read,
        CancellationToken ct)
    {
        using var time = new CancellationTokenSource(_options.SourceTimeout, clock);
        await using var gone = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);
        var answers = await Task.WhenAll(sources.Select(source => AskAsync(nameOf(source), end => read(source, end), time.Token, ct)));
        return answers;
    }

    private async Task<SourceAnswer<T>> AskAsync<T>(
        string name, Func<CancellationToken, ValueTask<T>> read, CancellationToken time, CancellationToken ct)
    {
        var places = _places.GetOrAdd(name, _ => new SemaphoreSlim(_options.ReadsPerSource));
        var hasPlace = false;
        try
        {
            hasPlace = places.Wait(0, CancellationToken.None);
            if (!hasPlace)
            {
                await places.WaitAsync(time);
                hasPlace = true;
            }

            // On a thread of its own: a source that blocks, as a disk may, must not keep the others from being asked.
            return new SourceAnswer<T>(await Task.Run(() => ReadAsync(places, read, time), CancellationToken.None).WaitAsync(time), null);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            ct.ThrowIfCancellationRequested();
            var limit = $"{_options.SourceTimeout.TotalSeconds} s";
            return Without<T>(name, hasPlace
                ? new MissingPart(name, "timeout", $"It did not answer within {limit}; try again.")
                : new MissingPart(name, "busy", $"All of its {_options.ReadsPerSource} reads were under way for {limit}; try again."));
        }
        catch (Exception error) when (IsOutage(error))
        {
            return Without<T>(name, new MissingPart(name, "unavailable", "It can't be reached right now; try again."));
        }
        catch (Exception error)
        {
            Failed(logger, name, error);
            return new SourceAnswer<T>(default, new MissingPart(name, "failed", "It went wrong on our side; the log tells more."));
        }
    }

    private static async Task<T> ReadAsync<T>(SemaphoreSlim places, Func<CancellationToken, ValueTask<T>> read, CancellationToken time)
    {
        try
        {
            return await read(time);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>A source may be in another process, or behind a database that is not there.</summary>
    private static bool IsOutage(Exception error) => error
        is StoreException { Fault: not StoreFault.Statement } or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException;

    private SourceAnswer<T> Without<T>(string name, MissingPart why)
    {
        Missing(logger, name, why.Reason);
        return new SourceAnswer<T>(default, why);
    }

    [LoggerMessage(6003, LogLevel.Warning, "an answer goes without {Source}: {Reason}")]
    private static partial void Missing(ILogger logger, string source, string reason);

    [LoggerMessage(6004, LogLevel.Error, "{Source} failed, and an answer goes without it")]
    private static partial void Failed(ILogger logger, string source, Exception error);
}
