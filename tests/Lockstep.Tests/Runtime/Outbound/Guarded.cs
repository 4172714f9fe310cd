using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Lockstep.Runtime.Outbound;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Runtime.Outbound;

/// <summary>A guarded client with the test's own names and clock.</summary>
internal sealed class Guarded : IDisposable
{
    private readonly LoggerFactory _loggers;

    public Guarded(OutboundOptions options, INameResolver? resolver = null)
    {
        _loggers = new LoggerFactory([Log]);
        Http = new GuardedHttp(Options.Create(options), resolver ?? Names, Clock, _loggers.CreateLogger<GuardedHttp>());
        Client = Http.CreateClient();
    }

    public LogLines Log { get; } = new();

    public ManualClock Clock { get; } = new();

    public FakeNames Names { get; } = new();

    public GuardedHttp Http { get; }

    public HttpClient Client { get; }

    public Task<string> GetAsync(string url) => GetAsync(new Uri(url));

    public Task<string> GetAsync(Uri url) => Client.GetStringAsync(url);

    public void Dispose()
    {
        Client.Dispose();
        Http.Dispose();
        _loggers.Dispose();
    }
}

/// <summary>Names that answer what a test says, in turn; the last answer stays. Addresses answer themselves.</summary>
internal sealed class FakeNames : INameResolver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string[]>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);
    private int _asked;

    /// <summary>How often a name was looked up.</summary>
    public int Asked => _asked;

    public void Answers(string host, string[][] answers) => _answers[host] = new ConcurrentQueue<string[]>(answers);

    public void NeverAnswers(string host) => _silent[host] = true;

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        if (_silent.ContainsKey(host))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        if (!_answers.TryGetValue(host, out var answers))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var answer = answers.Count > 1 && answers.TryDequeue(out var next) ? next : answers.First();
        return [.. answer.Select(IPAddress.Parse)];
    }
}
