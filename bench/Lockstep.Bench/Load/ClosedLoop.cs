using System.Diagnostics;

namespace Lockstep.Bench.Load;

/// <summary>
/// Connections that each send their next request as soon as the last one is answered. The generator shares the machine's cores with
/// the server it loads; as it costs both servers of a pair the same per request, ratios come out nearer to 1 than the servers' own costs.
/// </summary>
internal static class ClosedLoop
{
    public static async Task<LoadResult> RunAsync(int port, int connections, TimeSpan time, Func<int, IRequests> requests)
    {
        var open = await HttpConnection.OpenManyAsync(port, connections);
        var began = Stopwatch.GetTimestamp();
        var end = began + (long)(time.TotalSeconds * Stopwatch.Frequency);
        try
        {
            var counts = await Task.WhenAll(open.Select((connection, i) => LoopAsync(connection, requests(i), end)));
            var elapsed = Stopwatch.GetElapsedTime(began);
            await Generator.LeaveThreadAsync();
            return new LoadResult(
                counts.Sum(count => count.Done),
                counts.Sum(count => count.Failed),
                counts.FirstOrDefault(count => count.Failed > 0)?.FailedStatus,
                elapsed);
        }
        finally
        {
            Array.ForEach(open, connection => connection.Dispose());
        }
    }

    private static async Task<Count> LoopAsync(HttpConnection connection, IRequests requests, long end)
    {
        // Leave the caller's thread first: all connections have to start together.
        await Task.Yield();
        var count = new Count();
        while (Stopwatch.GetTimestamp() < end)
        {
            count.Add(await connection.SendAsync(requests.Next()));
        }

        return count;
    }

    private sealed class Count
    {
        public long Done { get; private set; }

        public long Failed { get; private set; }

        public int? FailedStatus { get; private set; }

        public void Add(int status)
        {
            if (status is >= 200 and < 300)
            {
                Done++;
            }
            else
            {
                Failed++;
                FailedStatus = status;
            }
        }
    }
}
