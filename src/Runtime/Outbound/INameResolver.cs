using System.Net;

namespace Lockstep.Runtime.Outbound;

/// <summary>Finds the addresses of a host name. Whatever it answers is checked before anything connects there.</summary>
public interface INameResolver
{
    /// <summary>All addresses of a name, or of an address in any spelling that the system takes.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or nobody can say.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct);
}

/// <summary>Asks the operating system.</summary>
internal sealed class DnsResolver : INameResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) =>
        await Dns.GetHostAddressesAsync(host, ct);
}
