using System.Text;
using Lockstep.Runtime.Outbound;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Outbound;

public sealed class AnswerLimitTests : IDisposable
{
    private const int Max = 2_048;
    private readonly Guarded _guarded = new(new OutboundOptions { Allow = "127.0.0.0/8", AnswerMax = Max, HeadersMaxKb = 1 });

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task An_answer_of_the_largest_size_is_read()
    {
        await using var server = RawServer.Start(RawServer.Ok(new string('a', Max)));
        (await _guarded.GetAsync(Url(server))).Length.ShouldBe(Max);
    }

    [Fact]
    public async Task An_answer_that_says_it_is_larger_is_not_read()
    {
        await using var server = RawServer.Start(RawServer.Ok(new string('a', Max + 1)));
        (await Should.ThrowAsync<OutboundLimitException>(() => _guarded.GetAsync(Url(server)))).Message.ShouldContain("2048 bytes");
    }

    [Fact]
    public async Task An_answer_that_does_not_say_how_large_it_is_is_cut_off()
    {
        await using var server = RawServer.Start(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"400\r\n{new string('a', 1_024)}\r\n"), ct);
            }
        });
        await Should.ThrowAsync<OutboundLimitException>(() => _guarded.GetAsync(Url(server)));
    }

    [Fact]
    public async Task A_compressed_answer_is_not_blown_up()
    {
        using var packed = new MemoryStream();
        await using (
            var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[500_000], TestContext.Current.CancellationToken);
        }

        var body = Encoding.Latin1.GetString(packed.ToArray());
        await using var server = RawServer.Start(RawServer.Ok(body, "Content-Encoding: gzip\r\n"));
        (await _guarded.Client.GetByteArrayAsync(Url(server), TestContext.Current.CancellationToken)).Length.ShouldBe(body.Length);
        server.Requests.ShouldAllBe(head => !head.Contains("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_head_that_is_too_large_is_refused()
    {
        await using var server = RawServer.Start(RawServer.Ok("a", $"X: {new string('a', 2_000)}\r\n"));
        await Should.ThrowAsync<HttpRequestException>(() => _guarded.GetAsync(Url(server)));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_given_up_in_time()
    {
        var asked = new TaskCompletionSource();
        await using var server = RawServer.Start((_, _, ct) =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        var call = _guarded.GetAsync(Url(server));
        await asked.Task.SoonAsync();
        _guarded.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<OutboundLimitException>(call.SoonAsync())).Message.ShouldContain("30 s");
    }

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    public async Task An_answer_that_trickles_is_given_up_in_time(HttpCompletionOption completion)
    {
        var begun = new TaskCompletionSource();
        await using var server = RawServer.Start(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\na"u8.ToArray(), ct);
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        var call = ReadAsync(Url(server), completion);
        await begun.Task.SoonAsync();
        _guarded.Clock.Advance(TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<OutboundLimitException>(call.SoonAsync());
    }

    [Fact]
    public async Task A_client_may_have_narrower_limits_but_no_wider_ones()
    {
        await using var server = RawServer.Start(RawServer.Ok(new string('a', 1_500)));
        using var narrow = _guarded.Http.CreateClient(answerMax: 1_000);
        await Should.ThrowAsync<OutboundLimitException>(() => narrow.GetStringAsync(Url(server), TestContext.Current.CancellationToken));
        using var wide = _guarded.Http.CreateClient(answerMax: long.MaxValue);
        (await wide.GetStringAsync(Url(server), TestContext.Current.CancellationToken)).Length.ShouldBe(1_500);
        await using var large = RawServer.Start(RawServer.Ok(new string('a', Max + 1)));
        await Should.ThrowAsync<OutboundLimitException>(() => wide.GetStringAsync(Url(large), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var caller = new CancellationTokenSource();
        await using var server = RawServer.Start(async (_, _, ct) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        await Should.ThrowAsync<OperationCanceledException>(_guarded.Client.GetStringAsync(Url(server), caller.Token).SoonAsync());
    }

    [Fact]
    public async Task A_name_that_nobody_looks_up_in_time_is_given_up()
    {
        using var guarded = new Guarded(new OutboundOptions { ConnectTimeout = TimeSpan.FromMilliseconds(10) });
        guarded.Names.NeverAnswers("slow.example");
        var error = await Should.ThrowAsync<OutboundLimitException>(guarded.GetAsync("http://slow.example/").SoonAsync());
        error.Message.ShouldContain("slow.example");
        error.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError, "nothing was sent, and whoever asks must know that");
    }

    private static Uri Url(RawServer server) => new($"http://127.0.0.1:{server.Port}/");

    private async Task<string> ReadAsync(Uri url, HttpCompletionOption completion)
    {
        using var answer = await _guarded.Client.GetAsync(url, completion);
        return await answer.Content.ReadAsStringAsync();
    }
}
