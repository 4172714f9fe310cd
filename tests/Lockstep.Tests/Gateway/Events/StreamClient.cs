using System.Text.Json.Nodes;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>A server-sent event as it came.</summary>
/// <param name="Id">The id that counts behind it.</param>
/// <param name="Name">Its name; null for an event of a record.</param>
/// <param name="Data">Its data.</param>
internal sealed record StreamEvent(string? Id, string? Name, JsonNode Data)
{
    public string Type => (string)Data["type"]!;

    public string Subject => (string)Data["subject"]!;

    public long Version => (long)Data["data"]!["version"]!;

    /// <summary>Which change it is, for lists: <c>customers/1@2</c>.</summary>
    public string Change => $"{Subject}@{Version}";
}

/// <summary>Reads a stream by the rules of the HTML standard.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;
    private string? _id;

    private StreamClient(HttpResponseMessage answer, Stream body, string? lastId)
    {
        (_answer, LastId, _id) = (answer, lastId, lastId);
        _lines = new StreamReader(body);
    }

    public int Status => (int)_answer.StatusCode;

    public HttpResponseMessage Answer => _answer;

    /// <summary>The last event id, of events without data too.</summary>
    public string? LastId { get; private set; }

    /// <summary>Comments that came.</summary>
    public int Beats { get; private set; }

    public long? Retry { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<StreamClient> OpenAsync(HttpClient http, string query = "", string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/events/stream{query}");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return new StreamClient(answer, await answer.Content.ReadAsStreamAsync(Ct), lastId);
    }

    /// <summary>Opens one and waits until the server has said where it begins.</summary>
    public static async Task<StreamClient> BegunAsync(HttpClient http, string query = "", string? lastId = null)
    {
        var client = await OpenAsync(http, query, lastId);
        client.Status.ShouldBe(200);
        while (client.Retry is null || client.LastId is null)
        {
            (await client.BlockAsync()).ShouldBe(Block.Empty);
        }

        return client;
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        while (true)
        {
            var block = await BlockAsync();
            if (block.HasEnded)
            {
                return null;
            }

            if (block.Data is { } data)
            {
                return new StreamEvent(LastId, block.Name, JsonNode.Parse(data)!);
            }
        }
    }

    public async Task<IReadOnlyList<StreamEvent>> TakeAsync(int count)
    {
        var events = new List<StreamEvent>();
        while (events.Count < count)
        {
            events.Add((await NextAsync()).ShouldNotBeNull($"the stream ended behind {events.Count} of {count} events"));
        }

        return events;
    }

    /// <summary>All until the stream ends.</summary>
    public async Task<IReadOnlyList<StreamEvent>> RestAsync()
    {
        var events = new List<StreamEvent>();
        while (await NextAsync() is { } next)
        {
            events.Add(next);
        }

        return events;
    }

    /// <summary>Waits for signs of life.</summary>
    public async Task BeatAsync(int count = 1)
    {
        for (var until = Beats + count; Beats < until;)
        {
            (await BlockAsync()).ShouldBe(Block.Empty);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }

    /// <summary>Lines up to a blank one.</summary>
    private async Task<Block> BlockAsync()
    {
        string? name = null, data = null;
        while (await _lines.ReadLineAsync(Ct) is { } line)
        {
            if (line.Length == 0)
            {
                // Only a whole event counts: one that was cut in the middle comes again.
                LastId = _id;
                return new Block(name, data, false);
            }

            var (field, value) = line.Split(": ", 2) is [var one, var two] ? (one, two) : (line, "");
            switch (field)
            {
                case "id": _id = value; break;
                case "event": name = value; break;
                case "data": data = value; break;
                case "retry": Retry = long.Parse(value, System.Globalization.CultureInfo.InvariantCulture); break;
                case ":": Beats++; break;
                default: throw new InvalidOperationException($"This is no line of a stream: {line}");
            }
        }

        return new Block(null, null, true);
    }

    private sealed record Block(string? Name, string? Data, bool HasEnded)
    {
        public static readonly Block Empty = new(null, null, false);
    }
}
