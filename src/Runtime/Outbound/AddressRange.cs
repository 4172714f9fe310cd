using System.Net;
using System.Net.Sockets;

namespace Lockstep.Runtime.Outbound;

/// <summary>What kind of place an address is.</summary>
internal enum AddressKind
{
    /// <summary>Somewhere on the internet.</summary>
    Public,

    /// <summary>This machine or its own network, where an allowed name may lead.</summary>
    Private,

    /// <summary>Nothing that serves anybody, or something that serves secrets: link-local addresses have the metadata of clouds.</summary>
    Special,
}

/// <summary>
/// Sorts addresses by IANA's registries of special-purpose addresses (RFC 6890: iana-ipv4-special-registry, iana-ipv6-special-registry), of
/// multicast addresses and of the IPv6 address space. Of IPv6 only 2000::/3 is handed out for unicast; everything else is special.
/// </summary>
internal static class AddressRange
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("127.0.0.0/8"),     // loopback, RFC 1122
        IPNetwork.Parse("10.0.0.0/8"),      // private use, RFC 1918
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),   // shared by a provider's customers, RFC 6598
        IPNetwork.Parse("::1/128"),         // loopback, RFC 4291
        IPNetwork.Parse("fc00::/7"),        // unique local, RFC 4193
    ];

    private static readonly IPNetwork[] Special =
    [
        IPNetwork.Parse("0.0.0.0/8"),       // this host on this network, RFC 1122; some systems connect to themselves
        IPNetwork.Parse("169.254.0.0/16"),  // link-local, RFC 3927
        IPNetwork.Parse("192.0.0.0/24"),    // protocol assignments, RFC 6890
        IPNetwork.Parse("192.0.2.0/24"),    // documentation, RFC 5737
        IPNetwork.Parse("192.88.99.0/24"),  // relays of 6to4, deprecated by RFC 7526
        IPNetwork.Parse("198.18.0.0/15"),   // benchmarks, RFC 2544
        IPNetwork.Parse("198.51.100.0/24"), // documentation, RFC 5737
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),     // multicast, RFC 5771
        IPNetwork.Parse("240.0.0.0/4"),     // reserved and broadcast, RFC 1112 and 919
        IPNetwork.Parse("2001::/23"),       // protocol assignments, RFC 2928; Teredo, RFC 4380; benchmarks, RFC 5180; ORCHID
        IPNetwork.Parse("2001:db8::/32"),   // documentation, RFC 3849
        IPNetwork.Parse("3fff::/20"),       // documentation, RFC 9637

        // Where clouds serve a machine its secrets outside the link-local range: in no registry, but in their manuals.
        IPNetwork.Parse("168.63.129.16/32"),   // Azure
        IPNetwork.Parse("100.100.100.200/32"), // Alibaba Cloud
        IPNetwork.Parse("fd00:ec2::/32"),      // AWS
        IPNetwork.Parse("fd20:ce::254/128"),   // Google Cloud
    ];

    private static readonly IPNetwork Unicast6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork LocalNat64 = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static AddressKind KindOf(IPAddress address)
    {
        if (Array.Exists(Special, network => network.Contains(address)))
        {
            return AddressKind.Special;
        }

        if (Array.Exists(Private, network => network.Contains(address)))
        {
            return AddressKind.Private;
        }

        var isUnicast = address.AddressFamily == AddressFamily.InterNetwork || Unicast6.Contains(address) || Nat64.Contains(address);
        return isUnicast ? AddressKind.Public : AddressKind.Special;
    }

    /// <summary>
    /// The IPv4 address to which a translator or tunnel would carry what is sent to an IPv6 address; null when there is none. It must be
    /// fit to be called too: compatible (RFC 4291), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), ISATAP (RFC 5214).
    /// </summary>
    public static IPAddress? Inside(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || KindOf(address) == AddressKind.Private)
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (SixToFour.Contains(address))
        {
            return new IPAddress(bytes.AsSpan(2, 4));
        }

        var isIsatap = bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
        return isIsatap || Compatible.Contains(address) || Nat64.Contains(address) || LocalNat64.Contains(address)
            ? new IPAddress(bytes.AsSpan(12, 4))
            : null;
    }
}
