using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Notifications;

/// <summary>
/// Tells a webhook what happened, in the system's own careless way: not twice when the receiver fails, twice or in another order when it is
/// told so. A notification names the record and its version, signed over its bytes.
/// </summary>
public sealed class Notifier : IAsyncDisposable
{
    private readonly World _world;
    private readonly Random _random;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<Letter> _letters = Channel.CreateUnbounded<Letter>();
    private readonly List<Letter> _held = [];
    private readonly Lock _lock = new();
    private readonly Task _sending;
    private long _told;

    internal Notifier(World world, int seed)
    {
        (_world, _random) = (world, new Random(seed));
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Notifications that the receiver took.</summary>
    public long Sent { get; private set; }

    /// <summary>Notifications that it did not take; they are lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Sends what is still gathered, and waits until everything has gone out.</summary>
    public async Task FlushAsync()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Release();
            _letters.Writer.TryWrite(new Letter("", "", gone));
        }

        await gone.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _letters.Writer.TryComplete();
        _http.CancelPendingRequests();
        await _sending;
        _http.Dispose();
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _held.Clear();
        }
    }

    internal void Tell(StoredRecord record, NoticeKind notice)
    {
        var settings = _world.Settings;
        if (settings.WebhookUrl is not { } url)
        {
            return;
        }

        lock (_lock)
        {
            var letter = new Letter(url, Body(record, notice), null);
            _held.Add(letter);
            if (settings.DuplicateEvery > 0 && ++_told % settings.DuplicateEvery == 0)
            {
                _held.Add(letter);
            }

            if (_held.Count > settings.ReorderWindow)
            {
                Release();
            }
        }
    }

    private void Release()
    {
        var letters = _held.ToArray();
        _held.Clear();
        if (_world.Settings.ReorderWindow > 0)
        {
            _random.Shuffle(letters);
        }

        foreach (var letter in letters)
        {
            _letters.Writer.TryWrite(letter);
        }
    }

    private string Body(StoredRecord record, NoticeKind notice) => new JsonObject
    {
        ["event"] = $"{record.Kind}.{notice.ToString().ToLowerInvariant()}",
        ["id"] = record.Id,
        ["version"] = record.Version,
        ["at"] = DateTimeOffset.FromUnixTimeMilliseconds(record.ChangedAt).ToString("O"),
        ["system"] = _world.Shape.Name,
    }.ToJsonString();

    private async Task SendAsync()
    {
        await foreach (var letter in _letters.Reader.ReadAllAsync())
        {
            if (letter.Gone is { } gone)
            {
                gone.SetResult();
            }
            else if (await SendAsync(letter))
            {
                Sent++;
            }
            else
            {
                Lost++;
            }
        }
    }

    private async Task<bool> SendAsync(Letter letter)
    {
        var body = Encoding.UTF8.GetBytes(letter.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, letter.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_world.Settings.WebhookSecret), body);
        request.Headers.Add("X-Signature", $"sha256={Convert.ToHexStringLower(signature)}");
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A notification on its way, or with <paramref name="Gone"/> only a mark behind those before it.</summary>
    private sealed record Letter(string Url, string Body, TaskCompletionSource? Gone);
}
