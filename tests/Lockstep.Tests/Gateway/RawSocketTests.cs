using System.Net.Sockets;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class RawSocketTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private const string Health = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    [Theory]
    [InlineData("rubbish\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n")]
    [InlineData("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}")]
    [InlineData("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n")]
    public async Task Bytes_that_are_no_request_are_a_fault_of_their_sender(string bytes) =>
        (await StatusAsync(bytes)).ShouldBeInRange(400, 431);

    [Fact]
    public async Task A_head_beyond_its_limit_is_refused()
    {
        (await StatusAsync($"{Health}X: {new string('x', 40_000)}\r\n\r\n")).ShouldBe(431);
        (await StatusAsync($"{Health}{string.Concat(Enumerable.Range(0, 2_000).Select(number => $"X{number}: 1\r\n"))}\r\n")).ShouldBe(431);
        (await StatusAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldBe(414);
    }

    [Fact]
    public async Task A_head_that_comes_in_small_pieces_is_served() =>
        (await StatusAsync([.. $"{Health}\r\n".Select(letter => letter.ToString())])).ShouldBe(200);

    [Fact]
    public async Task Several_tokens_in_one_request_are_refused() =>
        (await StatusAsync("GET /api/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer "
            + "b\r\nConnection: close\r\n\r\n"))
            .ShouldBe(401);

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_its_body_disturbs_nobody()
    {
        for (var number = 0; number < 20; number++)
        {
            using var client = await ConnectAsync();
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{\"email\""),
                TestContext.Current.CancellationToken);
        }

        (await StatusAsync($"{Health}\r\n")).ShouldBe(200);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(fixture.App.Address.Host, fixture.App.Address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task<int> StatusAsync(params string[] pieces)
    {
        using var client = await ConnectAsync();
        client.NoDelay = true;
        var stream = client.GetStream();
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), TestContext.Current.CancellationToken);
        }

        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().SoonAsync();
        return int.Parse(line.ShouldNotBeNull().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
