using System.Net;
using System.Net.Sockets;
using Lockstep.Runtime;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>
/// The ports, taken before a folder, a key or a database is made, and handed to the server when it listens: what can't be served must not
/// be begun.
/// </summary>
internal sealed class TakenPorts : IDisposable
{
    private readonly Dictionary<EndPoint, Socket> _sockets = [];

    /// <summary>Whether this machine has an IPv6 loopback; containers often have not, although the system knows IPv6.</summary>
    public static bool HasLoopback6 { get; } = Socket.OSSupportsIPv6 && CanBind(new IPEndPoint(IPAddress.IPv6Loopback, 0));

    /// <exception cref="StartupException">One can't be had; the message names it and its setting.</exception>
    public void Take(IEnumerable<Planned> planned)
    {
        foreach (var one in planned.Where(static one => one.EndPoint.Port != 0))
        {
            try
            {
                _sockets.Add(one.EndPoint, SocketTransportOptions.CreateDefaultBoundListenSocket(one.EndPoint));
            }
            catch (SocketException error)
            {
                throw new StartupException(Words(one, error), error);
            }
        }
    }

    /// <summary>A socket for the server: one that was taken, or a new one.</summary>
    public Socket Bind(EndPoint endPoint) =>
        _sockets.Remove(endPoint, out var taken) ? taken : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static bool CanBind(IPEndPoint endPoint)
    {
        try
        {
            using var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Words(Planned one, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {one.EndPoint.Port} on {one.EndPoint.Address} is taken by another program; stop that one, or set {one.Name} to a "
                + "free port.",
        SocketError.AccessDenied => $"Port {one.EndPoint.Port} is not for this user; set {one.Name} to one above 1023.",
        SocketError.AddressNotAvailable =>
            $"{one.EndPoint.Address} is no address of this machine; set {(one.Name is "LOCKSTEP_HTTPS" ? "LOCKSTEP_BIND" : one.Name)} "
                + "to one that is, or 0.0.0.0 for all.",
        _ => $"Port {one.EndPoint.Port} on {one.EndPoint.Address} can't be used ({error.Message}); set {one.Name} to another one.",
    };
}
