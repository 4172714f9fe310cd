using System.Net;
using Lockstep.Gateway.Edge;
using Lockstep.Gateway.Edge.Connections;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway;

/// <summary>Who makes room when connections grow many.</summary>
public sealed class ConnectionSharesTests
{
    private const string Last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static readonly IPAddress One = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress Two = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Three = IPAddress.Parse("127.0.0.3");

    [Fact]
    public async Task Two_addresses_with_idle_connections_do_not_keep_a_third_one_out()
    {
        await using var app = await EdgeApp.StartAsync(
            ("Edge:ConnectionsMax", "40"), ("Edge:ConnectionsPerAddress", "30"), ("Edge:HeadersTimeout", "00:05:00"),
            ("Edge:IdleTimeout", "01:00:00"));
        var idle = new List<RawSocket>();
        try
        {
            for (var number = 0; number < 30; number++)
            {
                idle.Add(await RawSocket.OpenAsync(app.Address, One));
                idle.Add(await RawSocket.OpenAsync(app.Address, Two));
            }

            await TestApp.EventuallyAsync(() => IsServedAsync(app, Three), "the third one is served");
            for (var number = 0; number < 5; number++)
            {
                (await IsServedAsync(app, Three)).ShouldBeTrue("again");
            }
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public void The_shipped_share_is_a_small_part_of_all() => new EdgeOptions().ConnectionsPerAddress.ShouldBeLessThanOrEqualTo(500);

    [Fact]
    public async Task The_oldest_of_the_address_with_the_most_makes_room_and_nobody_else()
    {
        var shares = Shares(new EdgeOptions { ConnectionsMax = 5, ConnectionsPerAddress = 0 });
        var one = Enter(shares, One);
        Line[] two = [Enter(shares, Two), Enter(shares, Two), Enter(shares, Two), Enter(shares, Two)];
        var three = Enter(shares, Three);
        Line[] all = [one, .. two, three];
        all.Select(line => line.AskedToClose).ShouldBe([false, true, true, false, false, false]);
        foreach (var line in all)
        {
            await line.EndAsync();
        }

        Line[] afterwards = [Enter(shares, One), Enter(shares, Two), Enter(shares, Three), Enter(shares, Three)];
        afterwards.ShouldNotContain(line => line.AskedToClose, "all places are free again");
    }

    [Fact]
    public void Among_equals_the_oldest_makes_room_and_never_the_newcomer()
    {
        var shares = Shares(new EdgeOptions { ConnectionsMax = 1 });
        Line[] lines = [Enter(shares, One), Enter(shares, Two), Enter(shares, Three)];
        lines.Select(line => line.AskedToClose).ShouldBe([true, true, false]);
    }

    [Fact]
    public void A_trusted_proxy_counts_and_loses_nothing()
    {
        var shares = Shares(new EdgeOptions { ConnectionsMax = 2, ConnectionsPerAddress = 1, TrustedProxies = "127.0.0.2" });
        Line[] lines = [Enter(shares, One), Enter(shares, Two), Enter(shares, Two)];
        lines.Select(line => line.AskedToClose).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task Who_idles_in_the_handshake_is_cut_because_nobody_there_listens_to_a_request_to_close()
    {
        var shares = Shares(new EdgeOptions { ConnectionsPerAddress = 1 });
        var silent = Enter(shares, One, shakesHands: false);
        Enter(shares, One);
        await silent.Cut.SoonAsync();
        silent.AskedToClose.ShouldBeFalse();
    }

    private static async Task<bool> IsServedAsync(TestApp app, IPAddress from)
    {
        using var socket = await RawSocket.OpenAsync(app.Address, from);
        try
        {
            await socket.SendAsync(Last);
        }
        catch (IOException)
        {
            return false;
        }

        return (await socket.ReadToEndAsync()).Status == 200;
    }

    private static ConnectionShares Shares(EdgeOptions options) =>
        new(Options.Create(options), new TrustedProxies(Options.Create(options)));

    private static Line Enter(ConnectionShares shares, IPAddress from, bool shakesHands = true)
    {
        var line = new Line(from);
        line.Enter(shares, shakesHands);
        return line;
    }

    /// <summary>A connection without a socket, which goes when the test says so.</summary>
    private sealed class Line : IConnectionLifetimeNotificationFeature
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly DefaultConnectionContext _connection;
        private Task _kept = Task.CompletedTask;

        public Line(IPAddress from)
        {
            _connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(from, 1) };
            _connection.Features.Set<IConnectionLifetimeNotificationFeature>(this);
            _connection.ConnectionClosed.Register(_cut.SetResult);
        }

        public bool AskedToClose { get; private set; }

        public Task Cut => _cut.Task;

        public CancellationToken ConnectionClosedRequested { get; set; }

        public void RequestClose() => AskedToClose = true;

        public void Enter(ConnectionShares shares, bool shakesHands) => _kept = shares.KeepAsync(_connection, connection =>
        {
            if (shakesHands)
            {
                ConnectionShares.ShakenHands(connection);
            }

            return _end.Task;
        });

        public async Task EndAsync()
        {
            _end.SetResult();
            await _kept;
        }
    }
}
