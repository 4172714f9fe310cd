using System.Net.Sockets;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Leases;

/// <summary>Tells what passes by itself from what is wrong with the one thing at hand, which must not stop the others.</summary>
public static class Outages
{
    /// <summary>
    /// Whether an error is an outage, of a store, of another system or of the way to it: then what was at hand is not to blame. A text
    /// that takes too long to be looked through is none.
    /// </summary>
    public static bool Are(Exception error) => error is StoreException { Fault: not StoreFault.Statement } or IOException
        or SocketException or (TimeoutException and not RegexMatchTimeoutException) or HttpRequestException or OperationCanceledException
        or LeaseLostException;
}
