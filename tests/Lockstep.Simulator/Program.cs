using System.Globalization;

namespace Lockstep.Simulator;

/// <summary>
/// A system of somebody else: <c>lockstep-simulator [PORT [DATABASE [SEED]]]</c>. Without a port it takes a free one, without a database it
/// keeps all in memory. A class of its own, because those who refer to this project have a <c>Program</c> already.
/// </summary>
internal static class SimulatorProgram
{
    private static async Task Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            Port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0,
            Database = args.Length > 1 && args[1].Length > 0 ? args[1] : null,
            Seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1,
        });
        await Console.Out.WriteLineAsync($"The simulator is ready: {server.Address}");
        await server.EndedAsync();
    }
}
