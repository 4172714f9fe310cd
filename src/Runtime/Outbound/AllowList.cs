using System.Globalization;
using System.Net;

namespace Lockstep.Runtime.Outbound;

/// <summary>Decides which addresses may be called: the public ones, and those that <see cref="OutboundOptions.Allow"/> lists.</summary>
internal sealed class AllowList(string text)
{
    private readonly IReadOnlyList<Entry> _entries = [.. Split(text).Select(Parse).OfType<Entry>()];

    /// <summary>The entries that can't be read.</summary>
    public static IEnumerable<string> Faults(string text) => Split(text).Where(entry => Parse(entry) is null);

    /// <summary>Whether a call to a host and port may connect to one of the host's addresses.</summary>
    /// <param name="host">As the URL has it, in its ASCII form.</param>
    /// <param name="port">Likewise.</param>
    /// <param name="address">What the host's name leads to.</param>
    public bool Allows(string host, int port, IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Allows(host, port, address.MapToIPv4());
        }

        // A zone picks a link of this machine; nothing that is called from afar is behind one.
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0)
        {
            return false;
        }

        var kind = AddressRange.KindOf(address);
        var isFit = kind == AddressKind.Public || _entries.Any(entry => entry.Opens(host, port, address, kind));
        return isFit && (AddressRange.Inside(address) is not { } inside || Allows(host, port, inside));
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Entry? Parse(string entry)
    {
        if (ParseNetwork(entry) is { } network)
        {
            return new Entry(network, null, null);
        }

        var colon = entry.LastIndexOf(':');
        if (
            colon <= 0
            || !ushort.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return null;
        }

        var host = entry[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv4 => ParseNetwork(host) is { } single ? new Entry(single, null, port) : null,
            UriHostNameType.IPv6 => isBracketed && ParseNetwork(host[1..^1]) is { } single ? new Entry(single, null, port) : null,
            UriHostNameType.Dns => new Entry(null, new UriBuilder(Uri.UriSchemeHttp, host).Uri.IdnHost, port),
            _ => null,
        };
    }

    /// <summary>Networks and addresses in their usual spelling only: whoever reads 10.1/16 must not wonder what it means.</summary>
    private static IPNetwork? ParseNetwork(string text)
    {
        var parts = text.Split('/');
        if (
            !IPAddress.TryParse(parts[0], out var address)
            || address.IsIPv4MappedToIPv6
            || !string.Equals(address.ToString(), parts[0], StringComparison.OrdinalIgnoreCase)
            || parts[0].Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        return IPNetwork.TryParse(parts.Length == 1 ? $"{text}/{address.GetAddressBytes().Length * 8}" : text, out var network)
            && network.BaseAddress.Equals(address) ? network : null;
    }

    private sealed record Entry(IPNetwork? Network, string? Host, int? Port)
    {
        public bool Opens(string host, int port, IPAddress address, AddressKind kind)
        {
            if (Port is not null && Port != port)
            {
                return false;
            }

            // Whoever answers for the name may change its address, so it opens no more than what it was listed for.
            return Network is { } network
                ? network.Contains(address)
                : kind == AddressKind.Private && string.Equals(Host, host, StringComparison.OrdinalIgnoreCase);
        }
    }
}
