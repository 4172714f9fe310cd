using System.Collections.Concurrent;
using System.Net;
using Lockstep.Gateway.Edge.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>
/// Keeps one address from holding all connections: when it opens more than its share, its oldest ones are asked to close, which the idle
/// ones do at once and the busy ones after their request. So a newcomer always gets in, behind the same address too. Reverse proxies that are
/// trusted stand for many callers and have no share.
/// </summary>
internal sealed class ConnectionShares(IOptions<EdgeOptions> options, TrustedProxies proxies)
{
    private readonly int _max = options.Value.ConnectionsPerAddress;
    private readonly ConcurrentDictionary<AddressKey, Share> _shares = new();

    /// <summary>Watches over the connections of a listener.</summary>
    public void Watch(ListenOptions listen)
    {
        if (_max > 0)
        {
            listen.Use(next => connection => KeepAsync(connection, next));
        }
    }

    private async Task KeepAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (address is null || proxies.Trusts(address))
        {
            await next(connection);
            return;
        }

        var (share, seat, oldest) = Enter(AddressKey.Of(address), connection);
        oldest?.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(share, seat);
        }
    }

    private (Share Share, LinkedListNode<ConnectionContext> Seat, ConnectionContext? Oldest) Enter(AddressKey key, ConnectionContext connection)
    {
        while (true)
        {
            var share = _shares.GetOrAdd(key, static key => new Share(key));
            lock (share)
            {
                if (share.Connections == Share.Ended)
                {
                    continue;
                }

                share.Connections++;
                return (share, share.Seats.AddLast(connection), share.Seats.Count > _max ? share.TakeOldest() : null);
            }
        }
    }

    private void Leave(Share share, LinkedListNode<ConnectionContext> seat)
    {
        lock (share)
        {
            if (seat.List is not null)
            {
                share.Seats.Remove(seat);
            }

            if (--share.Connections == 0)
            {
                share.Connections = Share.Ended;
                _shares.TryRemove(share.Key, out _);
            }
        }
    }

    /// <summary>The connections of one address; it goes with the last one.</summary>
    private sealed class Share(AddressKey key)
    {
        public const int Ended = -1;

        public AddressKey Key => key;

        /// <summary>All that are open.</summary>
        public int Connections { get; set; }

        /// <summary>Those that were not asked to close, oldest first.</summary>
        public LinkedList<ConnectionContext> Seats { get; } = [];

        public ConnectionContext TakeOldest()
        {
            var oldest = Seats.First!;
            Seats.Remove(oldest);
            return oldest.Value;
        }
    }
}
