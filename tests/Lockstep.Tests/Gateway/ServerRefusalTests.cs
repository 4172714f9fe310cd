using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class ServerRefusalTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    public static TheoryData<string, int> NoRequests => new()
    {
        { "rubbish\r\n\r\n", 400 },
        { "GET\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n\r\n", 400 },
        { "GET / HTTP/3.7\r\nHost: localhost\r\n\r\n", 505 },
        { "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400 },
        { "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 400 },
        { "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n{}", 400 },
        { "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400 },
        { "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}", 400 },
        { "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: "
            + "close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400 },
        { "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + "9999999999\r\nConnection: close\r\n\r\n", 413 },
        { "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n", 400 },
        { $"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 40_000)}\r\n\r\n", 431 },
        { $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414 },
        { "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n", 421 },
        { "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405 },
    };

    [Theory]
    [MemberData(nameof(NoRequests))]
    public async Task What_the_server_itself_refuses_is_told_in_a_problem_too(string bytes, int status)
    {
        var answer = await RawSocket.AskAsync(fixture.App.Address, bytes);
        answer.Status.ShouldBe(status, answer.Body);
        answer.Headers["Content-Type"].ShouldBe("application/problem+json");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        var problem = JsonNode.Parse(answer.Body)!;
        int.Parse(answer.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(System.Text.Encoding.UTF8.GetByteCount(answer.Body));
        answer.Headers["Connection"].ShouldBe("close");
        ((int)problem["status"]!).ShouldBe(status);
        foreach (var member in new[] { "type", "title", "detail", "instance", "traceId" })
        {
            ((string?)problem[member]).ShouldNotBeNull(member);
        }
    }

    [Fact]
    public async Task A_request_before_the_rubbish_gets_its_own_answer()
    {
        var answer = await RawSocket.AskAsync(fixture.App.Address, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nrubbish\r\n\r\n");
        answer.Status.ShouldBe(200);
        answer.Body.ShouldStartWith("""{"status":"live"}HTTP/1.1 400 Bad Request""");
        answer.Body.ShouldEndWith("}");
    }

    [Fact]
    public async Task A_head_that_comes_a_byte_now_and_then_is_cut_and_told_why()
    {
        await using var app = await EdgeApp.StartAsync(("Edge:HeadersTimeout", "00:00:01"));
        using var socket = await RawSocket.OpenAsync(app.Address);
        await socket.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX");
        using var end = new CancellationTokenSource();
        var trickle = TrickleAsync(socket, "x", end.Token);
        var answer = await socket.ReadToEndAsync();
        await end.CancelAsync();
        await trickle;
        answer.Status.ShouldBe(408);
        ((int)JsonNode.Parse(answer.Body)!["status"]!).ShouldBe(408);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_cut_with_a_408()
    {
        await using var app = await EdgeApp.StartAsync(("Edge:RateGrace", "00:00:02"));
        using var socket = await RawSocket.OpenAsync(app.Address);
        await socket.SendAsync(
            "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        var answer = await socket.ReadToEndAsync();
        answer.Status.ShouldBe(408);
        ((int)JsonNode.Parse(answer.Body)!["status"]!).ShouldBe(408);
    }

    /// <summary>Sends a byte each time the last one has gone and a while has passed, until the other side has enough.</summary>
    private static async Task TrickleAsync(RawSocket socket, string text, CancellationToken ct)
    {
        try
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await pause.WaitForNextTickAsync(ct))
            {
                await socket.SendAsync(text);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // It was cut, as the test wants it.
        }
    }
}
