using System.Globalization;
using System.Text;
using Lockstep.Bench.Load;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>New orders of two lines at 64 connections: two of a thousand products, of which there is more than anybody buys.</summary>
internal static class Orders
{
    private const int Products = 1_000;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);

    private static readonly string[] Bodies =
    [
        .. Enumerable.Range(0, Products).Select(number => string.Create(
            CultureInfo.InvariantCulture, $$"""{"items":[{"productId":{{number + 1}},"quantity":2},{"productId":{{((number * 7) + 3) % Products + 1}},"quantity":1}]}""")),
    ];

    /// <summary>Makes the products, and lets the compiler see what is hot.</summary>
    public static async Task WarmUpAsync(LockstepServer lockstep)
    {
        for (var number = 1; number <= Products; number++)
        {
            var product = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"sku":"P{{number}}","name":"Product {{number}}","price":4.95,"currency":"EUR","stock":1000000000}""");
            await lockstep.Api.PostAsync("/api/products", Encoding.UTF8.GetBytes(product), "application/json");
        }

        await RunAsync(lockstep, WarmUpTime);
    }

    public static async Task<LoadResult> RunAsync(LockstepServer lockstep, TimeSpan time)
    {
        var requests = PreparedRequests.Posts("/api/orders", Bodies, await lockstep.Api.TokenAsync());
        var apart = requests.Length / Creates.Connections;
        return (
            await ClosedLoop.RunAsync(lockstep.Port, Creates.Connections, time, i => new PreparedRequests(requests, i * apart))).OrThrow();
    }
}
