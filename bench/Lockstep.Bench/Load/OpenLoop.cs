using System.Threading.Channels;

namespace Lockstep.Bench.Load;

/// <summary>
/// Requests at a fixed rate. A request is timed from the moment it was due, not from when a connection was free for it: a server that
/// stalls can't hide the requests that would have come meanwhile.
/// </summary>
internal static class OpenLoop
{
    /// <param name="port">Where the server listens.</param>
    /// <param name="connections">Enough for all requests that are under way at one time.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="time">For how long.</param>
    /// <param name="requests">The requests of each connection.</param>
    /// <param name="answered">Told of each answer, with the time it was due, and its connection; must not hold the connection up.</param>
    public static async Task RunAsync(
        int port, int connections, int perSecond, TimeSpan time, Func<int, IRequests> requests, Action<long, int, HttpConnection> answered)
    {
        var open = await HttpConnection.OpenManyAsync(port, connections);
        var due = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleWriter = true, AllowSynchronousContinuations = true });
        try
        {
            var loops = open.Select((connection, i) => LoopAsync(connection, requests(i), due.Reader, answered)).ToList();
            await Pace.RunAsync(due.Writer, perSecond, time);
            await Task.WhenAll(loops);
            await Generator.LeaveThreadAsync();
        }
        finally
        {
            Array.ForEach(open, connection => connection.Dispose());
        }
    }

    private static async Task LoopAsync(
        HttpConnection connection, IRequests requests, ChannelReader<long> due, Action<long, int, HttpConnection> answered)
    {
        while (await due.WaitToReadAsync())
        {
            while (due.TryRead(out var at))
            {
                answered(at, await connection.SendAsync(requests.Next()), connection);
            }
        }
    }
}
