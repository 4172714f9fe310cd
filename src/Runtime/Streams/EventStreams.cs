using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Streams;

/// <summary>The streams of this process: opens them, counts them and gives them their time.</summary>
public sealed class EventStreams : BackgroundService
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private readonly IReadOnlyList<ModuleStream> _modules;
    private readonly HashSet<EventStream> _open = [];
    private readonly StreamContext _context;
    private readonly StreamQuota _quota;
    private readonly CancellationToken _stopping;

    internal EventStreams(
        IEnumerable<ModuleStream> modules, IOptions<EventStreamOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        _stopping = lifetime.ApplicationStopping;
        _modules = [.. modules.OrderBy(static module => module.Module, StringComparer.Ordinal)];
        (_context, _quota) = (new StreamContext(options.Value, clock, _stopping), new StreamQuota(options.Value));
    }

    /// <summary>How many are open.</summary>
    internal long Count => _quota.Count;

    /// <summary>How many events were sent.</summary>
    internal long EventsSent => _context.EventsSent;

    /// <summary>
    /// Opens a stream, to be disposed of. Refused when the caller may see nothing of what is asked for, when there are too many, and
    /// when the position can't be gone on from.
    /// </summary>
    public async Task<(EventStream? Stream, Refusal? Refusal)> OpenAsync(StreamRequest request, Caller caller, CancellationToken ct)
    {
        List<(ModuleStream Module, EventView View)> views =
        [
            .. from module in _modules
               let view = EventView.Of(caller, module.Audiences, request.Filter)
               where view is not null
               select (module, view),
        ];
        if (views.Count == 0)
        {
            return (null, new Refusal(RefusalCode.Forbidden, $"{caller.Name} may see none of these events."));
        }

        // The place comes last: a request that is refused for something else takes none.
        if ((RefuseUnknown(request.After) ?? _quota.Take(caller)) is { } refused)
        {
            return (null, refused);
        }

        EventStream? stream = null;
        try
        {
            (stream, var refusal) = await StartAsync(views, request, caller, ct);
            return (stream, refusal);
        }
        finally
        {
            // Also when the database could not be asked, or the place would be taken until the next start.
            if (stream is null)
            {
                _quota.Give(caller);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At once and not at the next tick: each stream still has to say that the server stops.
        await using var stopping = _stopping.UnsafeRegister(static streams => ((EventStreams)streams!).WakeAll(), this);
        using var timer = new PeriodicTimer(TickInterval, _context.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var stream in OpenNow())
            {
                try
                {
                    stream.Tick();
                }
                catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException)
                {
                    // Its request ended just now. The others still need their ticks.
                }
            }
        }
    }

    private async ValueTask<(EventStream? Stream, Refusal? Refusal)> StartAsync(
        IReadOnlyList<(ModuleStream Module, EventView View)> views, StreamRequest request, Caller caller, CancellationToken ct)
    {
        var buffer = new StreamBuffer(_context.Options);
        var followed = new List<(ModuleStream Module, StreamPart Part)>(views.Count);
        foreach (var (module, view) in views)
        {
            var (position, refusal) = await PositionAsync(module, request, ct);
            if (refusal is not null)
            {
                return (null, refusal);
            }

            followed.Add((module, new StreamPart(module.Module, view, buffer, position, _context.Clock)));
        }

        var stream = new EventStream(_context, caller, request.Wait, buffer, followed, Closed);
        lock (_open)
        {
            _open.Add(stream);
        }

        return (stream, null);
    }

    /// <summary>
    /// Where a stream begins in a module. A module that the position does not name is new to it, and followed from its first event.
    /// </summary>
    private async ValueTask<(long Position, Refusal? Refusal)> PositionAsync(
        ModuleStream module, StreamRequest request, CancellationToken ct)
    {
        long? after = request.After is { } cursor ? cursor.Of(module.Module) ?? 0 : null;
        if (after is { } known && known == module.Tail)
        {
            // As after a cut of the network, when many come back at once.
            return (known, null);
        }

        var kept = await _context.ReadAsync(module.KeptAsync, ct);
        return after is { } position
            ? (position, ChangesReader.RefuseBeyond(position, kept, $"Events of {module.Module}", StreamEnd.StartOver))
            : (request.FromOldest ? kept.Oldest - 1 : kept.Newest, null);
    }

    private Refusal? RefuseUnknown(StreamCursor? cursor) =>
        cursor?.Modules.FirstOrDefault(name => !_modules.Any(module => string.Equals(module.Module, name, StringComparison.Ordinal)))
            is { } unknown
            ? new Refusal(
                RefusalCode.Conflict, $"The position is of another server: {unknown} has no events here; {StreamEnd.StartOver}")
            : null;

    private void Closed(EventStream stream)
    {
        lock (_open)
        {
            _open.Remove(stream);
        }

        _quota.Give(stream.Caller);
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
