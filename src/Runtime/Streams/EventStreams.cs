using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Streams;

/// <summary>The streams of this process: opens them, counts them and gives them their time.</summary>
public sealed class EventStreams : BackgroundService
{
    internal const string StartOver = "open a stream without a position, read the lists, then follow that stream.";
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<ModuleStream> _modules;
    private readonly SemaphoreSlim _readers;
    private readonly HashSet<EventStream> _open = [];
    private readonly Dictionary<string, int> _perCaller = new(StringComparer.Ordinal);
    private readonly CancellationToken _stopping;
    private int _count;
    private long _sent;

    internal EventStreams(
        IEnumerable<ModuleStream> modules, IOptions<EventStreamOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        (Options, Clock, _stopping) = (options.Value, clock, lifetime.ApplicationStopping);
        _modules = [.. modules.OrderBy(static module => module.Module, StringComparer.Ordinal)];
        _readers = new SemaphoreSlim(Options.ReadersMax);
    }

    internal EventStreamOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>How many are open.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>How many events were sent.</summary>
    internal long EventsSent => Volatile.Read(ref _sent);

    /// <summary>
    /// Opens a stream, to be disposed of. Refused when the caller may see nothing of what is asked for, when there are too many, and when the
    /// position can't be gone on from.
    /// </summary>
    public async Task<(EventStream? Stream, Refusal? Refusal)> OpenAsync(StreamRequest request, Caller caller, CancellationToken ct)
    {
        var views = _modules.Select(module => (Module: module, View: EventView.Of(caller, module.Audiences, request.Filter)))
            .Where(static one => one.View is not null).ToList();
        if (views.Count == 0)
        {
            return (null, new Refusal(RefusalCode.Forbidden, $"{caller.Name} may see none of these events."));
        }

        if (RefuseUnknown(request.After) is { } unknown)
        {
            return (null, unknown);
        }

        if (TryCount(caller) is { } tooMany)
        {
            return (null, tooMany);
        }

        var isOpen = false;
        try
        {
            var buffer = new StreamBuffer(Options);
            var followed = new List<(ModuleStream Module, StreamPart Part)>();
            foreach (var (module, view) in views)
            {
                var (position, refusal) = await StartAsync(module, request, ct);
                if (refusal is not null)
                {
                    return (null, refusal);
                }

                followed.Add((module, new StreamPart(module.Module, view!, buffer, position, Clock)));
            }

            isOpen = true;
            return (Open(new EventStream(this, caller, request.Wait, buffer, followed), followed), null);
        }
        finally
        {
            if (!isOpen)
            {
                Uncount(caller);
            }
        }
    }

    /// <summary>Reads for a stream what its part comes to next; so many at a time, lest they keep others from the database.</summary>
    internal async ValueTask<StoredPage> ReadAsync(ModuleStream module, StreamPart part, CancellationToken ct)
    {
        await _readers.WaitAsync(ct);
        try
        {
            return await module.ReadAsync(part, Options.BatchMax, ct);
        }
        finally
        {
            _readers.Release();
        }
    }

    internal void Sent() => Interlocked.Increment(ref _sent);

    internal void Closed(EventStream stream)
    {
        lock (_open)
        {
            _open.Remove(stream);
        }

        Uncount(stream.Caller);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopping = _stopping.UnsafeRegister(static streams => ((EventStreams)streams!).WakeAll(), this);
        using var timer = new PeriodicTimer(TickInterval, Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var stream in OpenNow())
            {
                stream.Tick();
            }
        }
    }

    private EventStream Open(EventStream stream, IReadOnlyList<(ModuleStream Module, StreamPart Part)> followed)
    {
        foreach (var (module, _) in followed)
        {
            module.Open();
        }

        lock (_open)
        {
            _open.Add(stream);
        }

        return stream;
    }

    /// <summary>Where a stream begins in a module. A module that the position does not name is new to it, and followed from its first event.</summary>
    private async ValueTask<(long Position, Refusal? Refusal)> StartAsync(ModuleStream module, StreamRequest request, CancellationToken ct)
    {
        long? after = request.After is { } cursor ? cursor.Of(module.Module) ?? 0 : null;
        if (after is { } known && known == module.Tail)
        {
            // As after a cut of the network, when many come back at once.
            return (known, null);
        }

        await _readers.WaitAsync(ct);
        try
        {
            var kept = await module.KeptAsync(ct);
            return after is { } position
                ? (position, ChangesReader.RefuseBeyond(position, kept, $"Events of {module.Module}", StartOver))
                : (request.FromOldest ? kept.Oldest - 1 : kept.Newest, null);
        }
        finally
        {
            _readers.Release();
        }
    }

    private Refusal? RefuseUnknown(StreamCursor? cursor) =>
        cursor?.Modules.FirstOrDefault(name => !_modules.Any(module => string.Equals(module.Module, name, StringComparison.Ordinal))) is { } unknown
            ? new Refusal(RefusalCode.Conflict, $"The position is of another server: {unknown} has no events here; {StartOver}")
            : null;

    private Refusal? TryCount(Caller caller)
    {
        lock (_perCaller)
        {
            var own = _perCaller.GetValueOrDefault(caller.Subject);
            if (own >= Options.PerCallerMax)
            {
                return new Refusal(
                    RefusalCode.TooMany, $"{caller.Name} has {own} streams open, and no more are allowed; close one.", RetryAfter: TryAgain);
            }

            if (_count >= Options.Max)
            {
                return new Refusal(RefusalCode.Unavailable, "Too many streams are open here; try again, or another process.", RetryAfter: TryAgain);
            }

            _perCaller[caller.Subject] = own + 1;
            _count++;
            return null;
        }
    }

    private void Uncount(Caller caller)
    {
        lock (_perCaller)
        {
            _count--;
            if (--_perCaller[caller.Subject] == 0)
            {
                _perCaller.Remove(caller.Subject);
            }
        }
    }

    private EventStream[] OpenNow()
    {
        lock (_open)
        {
            return [.. _open];
        }
    }

    private void WakeAll()
    {
        foreach (var stream in OpenNow())
        {
            stream.Wake();
        }
    }
}
