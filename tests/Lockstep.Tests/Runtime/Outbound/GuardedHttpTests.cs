using System.Net;
using Lockstep.Runtime.Outbound;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Outbound;

/// <summary>Each test is one way around the guard. 127.0.0.1 stands for what must not be reached, 127.0.0.2 is listed.</summary>
public sealed class GuardedHttpTests : IAsyncDisposable
{
    private const string Good = "127.0.0.2";
    private const string Bad = "127.0.0.1";
    private readonly RawServer _secret = RawServer.Start(RawServer.Ok("secret"));
    private readonly Guarded _guarded = new(new OutboundOptions { Allow = Good });

    public async ValueTask DisposeAsync()
    {
        _guarded.Dispose();
        await _secret.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_blocks_is_guarded_like_any_other()
    {
        await using var good = RawServer.Start(RawServer.Ok("good"), Good);
        await using var large = RawServer.Start(RawServer.Ok("too much"), Good);
        (await BlockAsync(_guarded.Http.CreateClient(), $"http://{Good}:{good.Port}/")).ShouldBe("good");
        await Should.ThrowAsync<OutboundLimitException>(() =>
            BlockAsync(_guarded.Http.CreateClient(answerMax: 4), $"http://{Good}:{large.Port}/")
        );
        await Should.ThrowAsync<OutboundRefusedException>(() => BlockAsync(_guarded.Http.CreateClient(), $"http://{Bad}:{_secret.Port}/"));
        _secret.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1.")]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0X7F.0x0.0x0.0x1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("0177.0x0.01")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("１２７.０.０.１")]
    [InlineData("127。0。0。1")]
    [InlineData("127．0．0．1")]
    [InlineData("%31%32%37.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("localhost.")]
    [InlineData("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[0:0:0:0:0:ffff:7f00:0001]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::127.0.0.1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[::]")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("[fe80::1%25lo]")]
    [InlineData("[::1%251]")]
    public async Task No_spelling_of_a_place_gets_there(string host)
    {
        using var guarded = new Guarded(new OutboundOptions { Allow = Good }, new DnsResolver());
        var url = $"http://{host}:{_secret.Port}/";
        if (Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            // A spelling that the system's resolver does not take leads nowhere; all others are refused.
            await Should.ThrowAsync<HttpRequestException>(() => guarded.GetAsync(address.OriginalString));
        }

        _secret.Connections.ShouldBe(0, host);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0x7f.1")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_refusal_is_one_line_that_names_the_remedy_and_not_the_address_that_was_found(string host)
    {
        using var guarded = new Guarded(new OutboundOptions(), new DnsResolver());
        var refused = await Should.ThrowAsync<OutboundRefusedException>(() => guarded.GetAsync($"http://{host}:{_secret.Port}/"));
        refused.Message.ShouldContain("Outbound:Allow");
        refused.Message.ShouldNotContain("\n");
        refused.ToRefusal("url").Errors!["url"].ShouldBe([refused.Message]);
        guarded.Log.Lines.ShouldContain(line => line.Contains("[1300]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_connected_to()
    {
        await using var good = RawServer.Start(RawServer.Ok("good"), Good, _secret.Port);
        _guarded.Names.Answers("rebind.example", [[Good], [Bad], [Bad]]);
        (await _guarded.GetAsync($"http://rebind.example:{_secret.Port}/")).ShouldBe("good");
        _guarded.Names.Asked.ShouldBe(1);
        _secret.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_whose_answer_turns_bad_is_refused_once_its_connection_is_over()
    {
        using var guarded = new Guarded(new OutboundOptions { Allow = Good, ConnectionLifetime = TimeSpan.Zero });
        await using var good = RawServer.Start(RawServer.Ok("good"), Good, _secret.Port);
        guarded.Names.Answers("rebind.example", [[Good], [Bad]]);
        (await guarded.GetAsync($"http://rebind.example:{_secret.Port}/")).ShouldBe("good");
        await Should.ThrowAsync<OutboundRefusedException>(() => guarded.GetAsync($"http://rebind.example:{_secret.Port}/"));
        _secret.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_that_is_kept_serves_its_own_name_and_port_only()
    {
        await using var good = RawServer.Start(RawServer.Ok("good"), Good, _secret.Port);
        _guarded.Names.Answers("one.example", [[Good]]);
        _guarded.Names.Answers("two.example", [[Bad]]);
        (await _guarded.GetAsync($"http://one.example:{_secret.Port}/")).ShouldBe("good");
        (await _guarded.GetAsync($"http://one.example:{_secret.Port}/again")).ShouldBe("good");
        good.Connections.ShouldBe(1);
        await Should.ThrowAsync<OutboundRefusedException>(() => _guarded.GetAsync($"http://two.example:{_secret.Port}/"));
        _secret.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(Bad, Good)]
    [InlineData("10.0.0.1", "169.254.169.254", Bad, "::1", "::ffff:" + Good)]
    public async Task Of_a_names_addresses_only_allowed_ones_are_tried(params string[] addresses)
    {
        await using var good = RawServer.Start(RawServer.Ok("good"), Good, _secret.Port);
        _guarded.Names.Answers("mixed.example", [addresses]);
        (await _guarded.GetAsync($"http://mixed.example:{_secret.Port}/")).ShouldBe("good");
        _secret.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task When_the_first_allowed_address_does_not_answer_the_next_one_is_tried()
    {
        using var guarded = new Guarded(new OutboundOptions { Allow = "127.0.0.2,127.0.0.3" });
        await using var good = RawServer.Start(RawServer.Ok("good"), "127.0.0.3", _secret.Port);
        guarded.Names.Answers("two.example", [[Good, Bad, "127.0.0.3"]]);
        (await guarded.GetAsync($"http://two.example:{_secret.Port}/")).ShouldBe("good");
        _secret.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_answer_and_not_followed(int status)
    {
        await using var good = RawServer.Start(
            $"HTTP/1.1 {status} Moved\r\nLocation: http://{Bad}:{_secret.Port}/\r\nContent-Length: 0\r\n\r\n", Good);
        using var answer = await _guarded.Client.GetAsync(new Uri($"http://{Good}:{good.Port}/"), TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
        _secret.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task No_cookie_and_no_credential_travels()
    {
        await using var good = RawServer.Start(
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n", Good);
        for (var call = 0; call < 2; call++)
        {
            using var answer = await _guarded.Client.GetAsync(
                new Uri($"http://{Good}:{good.Port}/"), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        good.Requests.Count.ShouldBe(2);
        good.Requests.ShouldAllBe(head =>
            !head.Contains("Cookie", StringComparison.OrdinalIgnoreCase)
            && !head.Contains("Authorization", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("ws://example.com/")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    public async Task A_url_that_is_no_plain_web_address_is_refused_before_anything_is_looked_up(string url)
    {
        await Should.ThrowAsync<OutboundRefusedException>(() =>
            _guarded.Client.GetAsync(new Uri(url), TestContext.Current.CancellationToken)
        );
        _guarded.Names.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_host_header_of_its_own_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Good}/") { Headers = { Host = "internal.example" } };
        await Should.ThrowAsync<OutboundRefusedException>(() => _guarded.Client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_without_a_connection_to_check_is_not_made()
    {
        await using var good = RawServer.Start(RawServer.Ok("good", "Alt-Svc: h3=\"127.0.0.1:443\"\r\n"), Good);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Good}:{good.Port}/")
        {
            Version = HttpVersion.Version30, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        using var answer = await _guarded.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Version.ShouldBe(HttpVersion.Version11);
    }

    private static Task<string> BlockAsync(HttpClient client, string url) => Task.Run(() =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var answer = client.Send(request);
        using var body = new StreamReader(answer.Content.ReadAsStream());
        return body.ReadToEnd();
    });
}
