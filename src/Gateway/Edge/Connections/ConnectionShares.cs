using System.Net;
using Lockstep.Gateway.Edge.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>
/// Keeps idle connections from keeping others out. An address that opens more than its share loses its oldest one. Beyond nine tenths of
/// what the server takes at all, each newcomer costs the address that has the most its oldest one: the server would close the newcomer
/// instead, unseen by us. Who loses a connection is asked to close it, which an idle one does at once and a busy one after its request; one
/// that has not even shaken hands is cut. Reverse proxies that are trusted stand for many callers: they count, but have no share and lose
/// nothing.
/// </summary>
internal sealed class ConnectionShares(IOptions<EdgeOptions> options, TrustedProxies proxies)
{
    private readonly int _shareMax = options.Value.ConnectionsPerAddress is > 0 and var most ? most : int.MaxValue;
    private readonly long _openMax = Math.Max(1, options.Value.ConnectionsMax * 9 / 10);
    private readonly Lock _gate = new();
    private readonly Dictionary<AddressKey, Share> _shares = [];

    /// <summary>The last has the most seats, and of several the oldest one.</summary>
    private readonly SortedSet<Share> _bySize = new(Comparer<Share>.Create(static (one, other) => one.Rank.CompareTo(other.Rank)));
    private long _open;
    private long _opened;

    /// <summary>
    /// Watches over the connections of a listener. It must be the first, so that those count that never finish their handshake.
    /// </summary>
    public void Watch(ListenOptions listen) => listen.Use(next => connection => KeepAsync(connection, next));

    /// <summary>Notes that the handshake of a connection is over, if there was one. It must come after TLS.</summary>
    public static void WatchHandshakes(ListenOptions listen) => listen.Use(next => connection =>
    {
        ShakenHands(connection);
        return next(connection);
    });

    /// <summary>From now on the server listens to a request to close.</summary>
    internal static void ShakenHands(ConnectionContext connection)
    {
        if (connection.Features.Get<Seat>() is { } seat)
        {
            seat.Listens = true;
        }
    }

    internal async Task KeepAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var seat = new Seat(
            connection, address is null || proxies.Trusts(address) ? null : AddressKey.Of(address), Interlocked.Increment(ref _opened));
        connection.Features.Set(seat);

        // Not under the lock: it calls into the server, and whatever ends by it wants the lock to leave.
        Enter(seat)?.Vacate();
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(seat);
        }
    }

    /// <summary>Lets a connection in; the one that has to make room for it, if any.</summary>
    private Seat? Enter(Seat seat)
    {
        lock (_gate)
        {
            _open++;
            var share = seat.Address is { } address ? Take(seat, address) : null;

            // Its own share first: whoever has too many must not cost another address a connection.
            return share?.Seats.Count > _shareMax ? GiveUp(share.Seats.Min!)
                : _open > _openMax && _bySize.Max?.Seats.Min is { } oldest && oldest != seat ? GiveUp(oldest)
                : null;
        }
    }

    private void Leave(Seat seat)
    {
        lock (_gate)
        {
            _open--;
            GiveUp(seat);
        }
    }

    private Share Take(Seat seat, AddressKey address)
    {
        if (_shares.TryGetValue(address, out var share))
        {
            // Out before it changes: a sorted set does not find what has another rank by now.
            _bySize.Remove(share);
        }
        else
        {
            _shares[address] = share = new Share();
        }

        share.Seats.Add(seat);
        _bySize.Add(share);
        return share;
    }

    /// <summary>Takes a seat from its share; harmless when it has been taken before.</summary>
    private Seat GiveUp(Seat seat)
    {
        if (seat.Address is not { } address || !_shares.TryGetValue(address, out var share) || !share.Seats.Contains(seat))
        {
            return seat;
        }

        _bySize.Remove(share);
        share.Seats.Remove(seat);
        if (share.Seats.Count > 0)
        {
            _bySize.Add(share);
        }
        else
        {
            _shares.Remove(address);
        }

        return seat;
    }

    /// <summary>The connections of one address that were not asked to close, oldest first; there is none without any.</summary>
    private sealed class Share
    {
        public SortedSet<Seat> Seats { get; } = new(Comparer<Seat>.Create(static (one, other) => one.Number.CompareTo(other.Number)));

        /// <summary>Seats first; of two with as many the one with the older first seat is the greater.</summary>
        public (int Seats, long Age) Rank => (Seats.Count, -Seats.Min!.Number);
    }

    /// <summary>A connection, and which address has it; null when it has no share.</summary>
    private sealed class Seat(ConnectionContext connection, AddressKey? address, long number)
    {
        private volatile bool _listens;

        public AddressKey? Address => address;

        public long Number => number;

        /// <summary>Whether the server has taken over, which knows how to close.</summary>
        public bool Listens
        {
            set => _listens = value;
        }

        public void Vacate()
        {
            if (_listens && connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            {
                lifetime.RequestClose();
            }
            else
            {
                connection.Abort(new ConnectionAbortedException("It idled in its handshake, and others need its place."));
            }
        }
    }
}
