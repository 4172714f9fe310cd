using System.Globalization;

namespace Lockstep.Bench.Servers;

/// <summary>The yardstick as a child process: this program in its echo mode.</summary>
internal sealed class EchoServer : Server
{
    public static async Task<EchoServer> StartAsync()
    {
        var server = new EchoServer();
        await server.StartAsync(
            typeof(EchoServer).Assembly.Location,
            ["echo", "--port", server.Port.ToString(CultureInfo.InvariantCulture)],
            SharedEnvironment.Variables);
        return server;
    }
}
