using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// An address as limits count it: IPv4 as it is, also when it comes mapped into IPv6; of IPv6 the first 64 bits, because whoever has one
/// of these networks has all its addresses.
/// </summary>
internal readonly record struct AddressKey(ulong Network, bool IsV6)
{
    /// <summary>The key of an address; one for all where none is known, as in tests without sockets.</summary>
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), false);
        }

        return address.IsIPv4MappedToIPv6
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), false)
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), true);
    }
}
