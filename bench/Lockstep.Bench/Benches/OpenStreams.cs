using System.Net.Http.Headers;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>Event streams that are open and wait, each on a connection of its own.</summary>
internal sealed class OpenStreams : IDisposable
{
    private const int AtOnce = 50;
    private readonly HttpClient _http;
    private readonly List<HttpResponseMessage> _streams = [];

    private OpenStreams(int port, string key)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = new Uri($"http://localhost:{port}"), Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
    }

    /// <summary>What a server must allow for it.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LOCKSTEP_EventStream__PerCallerMax"] = "100000", ["LOCKSTEP_Edge__ConnectionsPerAddress"] = "0",
    };

    /// <summary>Opens so many; the number of one is put into its query.</summary>
    public static async Task<OpenStreams> OpenAsync(LockstepServer server, string key, int count, Func<int, string> query)
    {
        var open = new OpenStreams(server.Port, key);
        foreach (var some in Enumerable.Range(1, count).Chunk(AtOnce))
        {
            open._streams.AddRange(await Task.WhenAll(some.Select(number => open.OpenAsync(query(number)))));
        }

        return open;
    }

    /// <summary>One more, to be read.</summary>
    public async Task<Stream> ReadAsync(string query)
    {
        var answer = await OpenAsync(query);
        _streams.Add(answer);
        return await answer.Content.ReadAsStreamAsync();
    }

    public void Dispose()
    {
        _streams.ForEach(stream => stream.Dispose());
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> OpenAsync(string query)
    {
        var answer = await _http.GetAsync(
            new Uri($"/api/events/stream{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return answer.IsSuccessStatusCode ? answer : throw new NotAvailableException($"a stream was answered {(int)answer.StatusCode}");
    }
}
