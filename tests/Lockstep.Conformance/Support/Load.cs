using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>
/// Clients that create customers and change them while servers come and go. What is not answered is asked again, at the next server, so
/// that each thing asked for must have happened once: a create under its Idempotency-Key, a change under the version that it is based on.
/// </summary>
internal sealed class Load(params Api[] servers)
{
    private const int Changes = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly ConcurrentDictionary<long, IReadOnlyList<string>> _names = new();
    private readonly CancellationTokenSource _enough = new();
    private volatile IReadOnlyList<Api> _servers = servers;
    private IReadOnlyList<Task> _clients = [];
    private int _number;
    private int _repeats;

    /// <summary>Each customer's names, one for each of its versions.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<string>> Names => _names;

    /// <summary>How often something had to be asked again.</summary>
    public int Repeats => _repeats;

    /// <summary>From now on clients go to these servers.</summary>
    public void Use(params Api[] others) => _servers = others;

    /// <summary>Works until told that it is enough; what was begun is brought to its end.</summary>
    public Task RunAsync(int clients) =>
        Task.WhenAll(_clients = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => WorkAsync(client)))]);

    public void Enough() => _enough.Cancel();

    /// <summary>Waits until so many more customers were created and changed: the system is alive.</summary>
    public Task GoesOnAsync(int more)
    {
        var before = _names.Count;
        return Eventually.HoldsAsync(async () =>
        {
            foreach (var client in _clients.Where(client => client.IsCompleted))
            {
                await client;
            }

            return _names.Count >= before + more
                ? null
                : $"the load stands still at {_names.Count} customers, {more} more than {before} are wanted";
        });
    }

    private async Task WorkAsync(int client)
    {
        while (!_enough.IsCancellationRequested)
        {
            var name = $"customer {Interlocked.Increment(ref _number)}";
            var id = (await AskAsync(client, (api, _, ct) => CreateAsync(api, name, ct))).GetProperty("id").GetInt64();
            var names = new List<string> { name };
            for (var version = 1; version <= Changes; version++)
            {
                var next = $"{name}, change {version}";
                await AskAsync(client, (api, isRepeat, ct) => RenameAsync(api, id, names.Count, next, isRepeat, ct));
                names.Add(next);
            }

            _names[id] = names;
        }
    }

    private async Task<JsonElement> AskAsync(int client, Func<Api, bool, CancellationToken, Task<JsonElement?>> ask)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var now = _servers;
            using var late = new CancellationTokenSource(AnswerMax, TimeProvider.System);
            try
            {
                if (await ask(now[(client + attempt) % now.Count], attempt > 0, late.Token) is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The server is gone, or paused.
            }

            TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(Patience, "nobody answers");
            Interlocked.Increment(ref _repeats);
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<JsonElement?> CreateAsync(Api api, string name, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers") { Content = JsonContent.Create(new { name }) };
        request.Headers.Add("Idempotency-Key", name);
        using var answer = await api.Http.SendAsync(request, ct);
        return await ReadAsync(answer, HttpStatusCode.Created, ct);
    }

    private static async Task<JsonElement?> RenameAsync(Api api, long id, int version, string name, bool isRepeat, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/customers/{id}") { Content = JsonContent.Create(new { name }) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        using var answer = await api.Http.SendAsync(request, ct);
        if (answer.StatusCode is not HttpStatusCode.PreconditionFailed)
        {
            return await ReadAsync(answer, HttpStatusCode.OK, ct);
        }

        // Nobody else changes this customer: an earlier attempt of ours came through.
        isRepeat.ShouldBeTrue($"customer {id} is not at version {version}, which was answered");
        using var look = await api.Http.GetAsync($"/api/customers/{id}", ct);
        if (await ReadAsync(look, HttpStatusCode.OK, ct) is not { } now)
        {
            return null;
        }

        (now.GetProperty("version").GetInt64(), now.GetProperty("name").GetString()).ShouldBe((version + 1, name));
        return now;
    }

    /// <summary>Null when it is to be asked again.</summary>
    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable)
        {
            answer.Headers.RetryAfter.ShouldNotBeNull(text);
            return null;
        }

        answer.StatusCode.ShouldBe(expected, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
