using System.Diagnostics;
using Lockstep.Bench.Load;
using Lockstep.Bench.Servers;
using Lockstep.Bench.Sql;

namespace Lockstep.Bench.Benches;

/// <summary>A filtered page right after a write, when no total that was counted before is good any more.</summary>
internal static class FreshTotals
{
    private const int Pages = 200;

    public static async Task WarmUpAsync(params LockstepServer[] servers)
    {
        foreach (var server in servers)
        {
            await PageMillisecondsAsync(server);
        }
    }

    /// <summary>The median over pages, each of another country and after a new customer.</summary>
    public static async Task<double> PageMillisecondsAsync(LockstepServer server)
    {
        var token = await server.Api.TokenAsync();
        var creates = new CreateRequests(token);
        var lists = PreparedRequests.Gets(
            Person.Countries.Take(Pages).Select(country => $"/api/customers?country={Uri.EscapeDataString(country)}&size=50"), token);
        using var connection = await HttpConnection.OpenAsync(server.Port);
        var latencies = new Latencies();
        foreach (var list in lists)
        {
            await SendAsync(connection, creates.Next());
            var began = Stopwatch.GetTimestamp();
            await SendAsync(connection, list);
            latencies.AddSince(began);
        }

        return latencies.Percentile(50);
    }

    private static async Task SendAsync(HttpConnection connection, ReadOnlyMemory<byte> request)
    {
        var status = await connection.SendAsync(request);
        if (status is not (200 or 201))
        {
            throw new NotAvailableException($"a request was answered {status}");
        }
    }
}
