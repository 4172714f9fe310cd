using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// Where a request comes from, as far as one attacker can't change it at will: an IPv4 address, or the /64 network of an IPv6 one.
/// </summary>
internal readonly record struct ClientNetwork(ulong Bits, bool IsVersion6)
{
    /// <summary>No address, as on a socket that has none, is one of its own.</summary>
    public static ClientNetwork Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        // Mapped into IPv6 it is still that one IPv4 address: else an attacker had a second count by the other socket.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? new ClientNetwork(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsVersion6: true)
            : new ClientNetwork(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsVersion6: false);
    }
}
