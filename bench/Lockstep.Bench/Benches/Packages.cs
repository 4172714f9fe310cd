using System.Diagnostics;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>The welcome packages that the shipped flow makes of customers.</summary>
internal static class Packages
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when there are as many packages as customers.</summary>
    /// <exception cref="NotAvailableException">Some are missing for too long, or there are too many.</exception>
    public static async Task WaitForAllAsync(LockstepServer server)
    {
        var began = Stopwatch.GetTimestamp();
        var customers = await server.Api.CountAsync("customers");
        long packages;
        while ((packages = await server.Api.CountAsync("packages")) < customers)
        {
            if (Stopwatch.GetElapsedTime(began) > Within)
            {
                throw new NotAvailableException($"{customers - packages} of {customers} packages are missing");
            }

            await Task.Delay(Poll);
        }

        if (packages > customers)
        {
            throw new NotAvailableException($"{packages} packages for {customers} customers");
        }
    }
}
