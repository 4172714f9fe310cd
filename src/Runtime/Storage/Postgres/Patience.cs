namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>How long one read or write outlasts lost races and a server that is away.</summary>
/// <param name="options">How long is long.</param>
/// <param name="clock">The time.</param>
/// <param name="awaySince">Since when the server is known to be away, as a timestamp of the clock; 0 when it is not.</param>
internal sealed class Patience(PostgresOptions options, TimeProvider clock, long awaySince = 0)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private long _awaySince = awaySince;
    private int _conflicts;
    private int _outages;
    private bool _tookTurn;

    /// <summary>Since when the server has been away; 0 while it is not.</summary>
    public long AwaySince => _awaySince;

    /// <summary>Whether it is worth while to run again after an error.</summary>
    public bool Allows(Exception error) => error switch
    {
        ConflictException => _conflicts < options.ConflictRetriesMax,

        // Once: whoever took the key meanwhile is there now, and the write finds it. Taken again, the key is simply taken.
        UniqueViolationException => !_tookTurn,
        StoreException { Fault: StoreFault.Unreachable } => Away() < options.OutageMax,
        _ => false,
    };

    /// <summary>Waits as long as the error asks for; throws it when patience is at its end.</summary>
    public async Task AfterAsync(Exception error, CancellationToken ct)
    {
        if (!Allows(error))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }

        // An answer, even one about a lost race, shows that the server is there: patience with its absence begins anew.
        switch (error)
        {
            case UniqueViolationException:
                (_tookTurn, _awaySince, _outages) = (true, 0, 0);
                break;
            case ConflictException:
                (_awaySince, _outages) = (0, 0);
                await PauseAsync(_conflicts++, ct);
                break;
            default:
                _awaySince = _awaySince == 0 ? clock.GetTimestamp() : _awaySince;
                await PauseAsync(_outages++, ct);
                break;
        }
    }

    /// <summary>How long the server has been away; what came before, such as a wait for a lock, does not count.</summary>
    private TimeSpan Away() => _awaySince == 0 ? TimeSpan.Zero : clock.GetElapsedTime(_awaySince);

    /// <summary>None at first, for a connection that was lost in an idle pool; then longer each time.</summary>
    private Task PauseAsync(int number, CancellationToken ct)
    {
        if (number == 0)
        {
            return Task.CompletedTask;
        }

        // The exponent is bounded first: that of a long outage gives more than a time span can hold.
        var pause = FirstPause * Math.Pow(2, Math.Min(number, 20));
        return Task.Delay(pause < options.ReconnectPauseMax ? pause : options.ReconnectPauseMax, clock, ct);
    }
}
