using System.Net.Sockets;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Leases;

/// <summary>Tells what passes by itself from what is wrong with the one thing at hand, which must not stop the others.</summary>
public static class Outages
{
    /// <summary>
    /// Whether an error is an outage, of a store, of another system or of the way to it: then what was at hand is not to blame.
    /// </summary>
    public static bool Are(Exception error) => error is StoreException { Fault: not StoreFault.Statement } or IOException
        or SocketException or TimeoutException or HttpRequestException or OperationCanceledException or LeaseLostException;
}
