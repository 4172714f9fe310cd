using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Hears a module's events in every process, from the process's start on, to keep what it remembers in memory up to date.
/// </summary>
public interface IEventListener
{
    /// <summary>The module whose events it hears.</summary>
    string Module { get; }

    /// <summary>Takes events in, in the order of their positions. Only touches memory; repeats come and must change nothing.</summary>
    void Hear(IReadOnlyList<OutboxEvent> events);

    /// <summary>
    /// Whether it wants events just now. While no listener does, the outbox is not read, and what comes meanwhile is not told.
    /// </summary>
    bool IsListening => true;

    /// <summary>
    /// Says up to which position there is nothing left to tell. When that is further than what was heard, the events between were not told.
    /// </summary>
    void Reached(long position)
    {
    }
}

/// <summary>
/// Reads a module's outbox from behind and tells the listeners of this process. Nothing is kept: the next start reads from its own time on.
/// </summary>
internal sealed partial class EventTail(
    IStore store, IReadOnlyList<IEventListener> listeners, RelayOptions options, TimeProvider clock,
    ILogger<EventTail> logger) : BackgroundService
{
    /// <summary>Rung when events have got their positions.</summary>
    public const string Topic = "events";

    private long _position;
    private bool _isAsleep;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (listeners.Count == 0)
        {
            return;
        }

        // Before anybody reads the tables that the events tell of: what comes after is heard.
        _position = await NewestAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        FollowAsync, error => NotRead(store.Name, error.Message),
        new Pause(options.PollInterval, clock, store.Signals.On(Topic)), stoppingToken);

    private async Task FollowAsync(CancellationToken ct)
    {
        if (!listeners.Any(static listener => listener.IsListening))
        {
            _isAsleep = true;
            return;
        }

        if (_isAsleep)
        {
            // Nobody misses what came meanwhile: who listens from now on reads up to here by itself.
            _position = await NewestAsync(ct);
            _isAsleep = false;
        }

        while (await OutboxReader.ReadAsync(store, _position, options.BatchMax, ct) is { Count: > 0 } events)
        {
            Tell(listener => listener.Hear(events));
            _position = events[^1].Position;
        }

        // Also when nothing came: who has just begun to listen waits to hear from where on it is told.
        Tell(listener => listener.Reached(_position));
    }

    private ValueTask<long> NewestAsync(CancellationToken ct) => store.AskAsync(
        reader => reader.FirstAsync("select coalesce(max(position), 0) from outbox", static row => row.Int64(0)), ct);

    private void Tell(Action<IEventListener> tell)
    {
        foreach (var listener in listeners)
        {
            try
            {
                tell(listener);
            }
            catch (Exception error)
            {
                NotHeard(store.Name, error);
            }
        }
    }

    [LoggerMessage(1103, LogLevel.Warning, "events of {Module} could not be followed ({Reason}); trying again")]
    private partial void NotRead(string module, string reason);

    [LoggerMessage(1104, LogLevel.Error, "an event of {Module} could not be taken in and is passed over")]
    private partial void NotHeard(string module, Exception error);
}
