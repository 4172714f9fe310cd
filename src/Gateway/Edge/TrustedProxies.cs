using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// The reverse proxies whose word is taken for where a request comes from. What anybody else says in <c>X-Forwarded-For</c> is ignored, so
/// that nobody gets around a limit, a lock-out or the audit log by making up an address.
/// </summary>
internal sealed class TrustedProxies
{
    private readonly IPNetwork[] _networks;

    public TrustedProxies(IOptions<EdgeOptions> options) =>
        _networks = [.. WordList.Of(options.Value.TrustedProxies).Select(word => Places.Network(word)!.Value)];

    /// <summary>Whether an address is that of such a proxy.</summary>
    public bool Trusts(IPAddress address) => _networks.Length > 0
        && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is var plain
        && Array.Exists(_networks, network => network.Contains(plain));

    /// <summary>Has the framework set address and scheme of each request to what such a proxy says.</summary>
    public void Configure(ForwardedHeadersOptions forwarded)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.ForwardedHeaders =
            _networks.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

        // No limit of hops: the walk from the nearest one back ends at the first address that is not a trusted proxy's.
        forwarded.ForwardLimit = null;
        foreach (var network in _networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }
}
