using System.IO.Pipelines;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Streams;

/// <summary>
/// One open stream. Its memory is bounded whatever its client does: it takes the next event only when the last one is on its way.
/// </summary>
public sealed class EventStream : IDisposable
{
    private readonly StreamContext _context;
    private readonly EventStreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<EventStream> _closed;
    private readonly Caller _caller;
    private readonly TimeSpan? _wait;
    private readonly StreamBuffer _buffer;
    private readonly ModuleStream[] _modules;
    private readonly StreamPart[] _parts;
    private StandingCaller? _standing;
    private ServerSentEvents? _output;
    private Action? _cut;
    private long _revision;
    private long _checkedAt;

    internal EventStream(
        StreamContext context, Caller caller, TimeSpan? wait, StreamBuffer buffer,
        IReadOnlyList<(ModuleStream Module, StreamPart Part)> followed, Action<EventStream> closed)
    {
        (_context, _options, _clock) = (context, context.Options, context.Clock);
        (_caller, _wait, _buffer, _closed) = (caller, wait, buffer, closed);
        (_modules, _parts) = ([.. followed.Select(static one => one.Module)], [.. followed.Select(static one => one.Part)]);
        foreach (var module in _modules)
        {
            module.Open();
        }
    }

    internal Caller Caller => _caller;

    /// <summary>How many events wait for it in memory.</summary>
    internal int Waiting => _buffer.Count;

    /// <summary>
    /// Sends events until the client goes, the caller may no longer see them, or the server stops.
    /// </summary>
    /// <param name="output">The body of the answer.</param>
    /// <param name="standing">Finds out again who the caller is; null where nobody can tell.</param>
    /// <param name="cut">Cuts the connection of a client that takes nothing.</param>
    /// <param name="ct">Ends when the client goes.</param>
    public async Task RunAsync(PipeWriter output, StandingCaller? standing, Action cut, CancellationToken ct)
    {
        (_standing, _cut) = (standing, cut);
        (_revision, _checkedAt) = (standing?.Revision() ?? 0, _clock.GetTimestamp());
        Volatile.Write(ref _output, new ServerSentEvents(output, _clock));
        await using var gone = ct.UnsafeRegister(static buffer => ((StreamBuffer)buffer!).Wake(), _buffer);
        _output.Begin(_options.RetryDelay, _parts);
        var caughtUpAt = _clock.GetTimestamp();
        while (await _output.FlushAsync(ct) && !ct.IsCancellationRequested)
        {
            // Asked before more is sent: what a caller may no longer see must not go out before the question.
            if (await EndAsync(ct) is { } end)
            {
                _output.Say(end.Event, end.Reason, end.Detail);
                await _output.FlushAsync(ct);
                return;
            }

            if (await AdvanceAsync(ct) is not { } isBusy)
            {
                _output.Say(StreamEnd.Gap.Event, StreamEnd.Gap.Reason, StreamEnd.Gap.Detail);
                await _output.FlushAsync(ct);
                return;
            }

            if (isBusy)
            {
                caughtUpAt = _clock.GetTimestamp();
                continue;
            }

            BeatIfDue();
            if (!await _output.FlushAsync(ct) || _clock.GetElapsedTime(caughtUpAt) >= _wait)
            {
                return;
            }

            await _buffer.WaitAsync();
        }
    }

    /// <summary>Wakes a stream that has something to do by now, and cuts one whose client takes nothing.</summary>
    internal void Tick()
    {
        if (_output is not { } output)
        {
            return;
        }

        if (output.Stalled > _options.StallMax)
        {
            _cut!();
        }
        else if (_wait is not null || output.Silence >= _options.HeartbeatInterval || IsCheckDue)
        {
            _buffer.Wake();
        }
    }

    internal void Wake() => _buffer.Wake();

    /// <inheritdoc />
    public void Dispose()
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            _modules[i].Close(_parts[i]);
        }

        _closed(this);
    }

    private bool IsCheckDue => _standing is { } standing
        && (standing.Revision() != _revision || _clock.GetElapsedTime(_checkedAt) >= _options.RecheckInterval);

    /// <summary>Why the stream must not go on; null when it may.</summary>
    private async ValueTask<StreamEnd?> EndAsync(CancellationToken ct)
    {
        if (_context.IsStopping)
        {
            return StreamEnd.Stopping;
        }

        if (!IsCheckDue)
        {
            return null;
        }

        // Before the question: what is revoked meanwhile is asked for again.
        (_revision, _checkedAt) = (_standing!.Revision(), _clock.GetTimestamp());
        try
        {
            var caller = await _standing.AskAsync(ct);
            return caller is null ? StreamEnd.SignedOut
                : caller.CustomerId == _caller.CustomerId && caller.Granted.SetEquals(_caller.Granted) ? null
                : StreamEnd.OtherRights;
        }
        catch (StoreException)
        {
            return StreamEnd.Unsure;
        }
    }

    /// <summary>Goes on in each module; whether there may be more at once, null when events are gone that were not sent.</summary>
    private async ValueTask<bool?> AdvanceAsync(CancellationToken ct)
    {
        var isBusy = false;
        for (var i = 0; i < _parts.Length; i++)
        {
            if (await AdvanceAsync(_modules[i], _parts[i], ct) is not { } one)
            {
                return null;
            }

            isBusy |= one;
        }

        return isBusy;
    }

    private async ValueTask<bool?> AdvanceAsync(ModuleStream module, StreamPart part, CancellationToken ct)
    {
        if (part.HasReachedQueue)
        {
            // What the queue holds comes next, even when the part has left the tail: up to there it is complete.
            await DrainAsync(module, part, ct);
            if (IsCheckDue || part.IsJoined)
            {
                return IsCheckDue;
            }
        }
        else if (!part.IsJoined)
        {
            // It left before it had caught up: what is in the queue begins behind a gap.
            part.Clear();
        }

        try
        {
            return await ReadAsync(module, part, ct);
        }
        catch (StoreException)
        {
            // It is tried again at the next tick; the tail says in the log that the database is out of reach.
            return false;
        }
    }

    /// <summary>Sends what waits in memory, until somebody must ask first whether the caller may still see it.</summary>
    private async ValueTask DrainAsync(ModuleStream module, StreamPart part, CancellationToken ct)
    {
        var isStale = false;
        while (!IsCheckDue && part.Take(out isStale) is { } one)
        {
            // Before it is written: the id of an event is the position behind it.
            part.Position = one.Published.Position;
            await SendAsync(one, ct);
        }

        if (isStale)
        {
            module.SendBack(part);
        }
    }

    private async ValueTask<bool?> ReadAsync(ModuleStream module, StreamPart part, CancellationToken ct)
    {
        var page = await _context.ReadAsync(token => module.ReadAsync(part, _options, token), ct);
        if (!page.Kept.HasAllAfter(part.Position))
        {
            return null;
        }

        foreach (var one in page.Events)
        {
            if (IsCheckDue)
            {
                // The rest of the page is read again, once it is known that the caller may still see it.
                return true;
            }

            part.Position = one.Published.Position;
            if (part.View.Shows(one))
            {
                await SendAsync(one, ct);
            }
        }

        // Joined before it has caught up with the tail: what comes meanwhile waits in the queue.
        return page.IsFull || ((part.IsJoined || module.TryJoin(part)) && !part.HasReachedQueue);
    }

    private async ValueTask SendAsync(StreamedEvent one, CancellationToken ct)
    {
        _output!.Write(one, _parts);
        _context.Sent();
        if (_output.IsFull)
        {
            await _output.FlushAsync(ct);
        }
    }

    private void BeatIfDue()
    {
        if (_output!.Silence < _options.HeartbeatInterval)
        {
            return;
        }

        // Moved on over what is not shown: else the id that a quiet client comes back with is too old one day.
        for (var i = 0; i < _parts.Length; i++)
        {
            _modules[i].Settle(_parts[i]);
        }

        _output.Beat(_parts);
    }
}
