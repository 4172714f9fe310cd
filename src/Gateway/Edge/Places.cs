using System.Net;
using IPNetwork = System.Net.IPNetwork;

namespace Lockstep.Gateway.Edge;

/// <summary>Reads how settings name machines and networks.</summary>
internal static class Places
{
    /// <summary>An address or a network; null when it is neither.</summary>
    public static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }

    /// <summary>Whether a word of the setting can be nobody's name.</summary>
    public static bool IsNoName(string name) =>
        name is not "*" && Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) is UriHostNameType.Unknown;
}
