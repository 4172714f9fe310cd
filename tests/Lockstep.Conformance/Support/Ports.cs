using System.Net;
using System.Net.Sockets;

namespace Lockstep.Conformance.Support;

/// <summary>Ports of the loopback.</summary>
internal static class Ports
{
    /// <summary>One that nobody listened on a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
