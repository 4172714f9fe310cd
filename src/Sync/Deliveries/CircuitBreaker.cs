namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Leaves a system alone that is out of reach: after a few failures in a row it closes the way for a while, then lets one delivery
/// through as a probe, and doubles the while when that fails too.
/// </summary>
internal sealed class CircuitBreaker(DispatchOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private int _failures;
    private TimeSpan _pause;
    private long _openedAt;
    private bool _isOpen;
    private bool _isProbing;

    /// <summary>How long until a probe may go; zero when the way is free.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate)
            {
                var left = _isOpen ? _pause - clock.GetElapsedTime(_openedAt) : TimeSpan.Zero;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether the way is closed, or only a probe may pass.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _isOpen;
            }
        }
    }

    /// <summary>Whether one delivery may go now.</summary>
    public bool TryPass()
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                return true;
            }

            if (_isProbing || clock.GetElapsedTime(_openedAt) < _pause)
            {
                return false;
            }

            // One alone: sent all at once, what waits would bring a system down again that is only just back.
            return _isProbing = true;
        }
    }

    /// <summary>The delivery that was let through did not go after all: another one may be the probe.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            // Whoever was let through says how it went, or comes here: a probe that says nothing keeps the way closed for good.
            _isProbing = false;
        }
    }

    /// <summary>The system answered. True when it had been out of reach.</summary>
    public bool Succeeded()
    {
        lock (_gate)
        {
            var wasOpen = _isOpen;

            // Also by one that was sent before the way was closed: whatever answers is in reach.
            (_failures, _isOpen, _isProbing) = (0, false, false);
            return wasOpen;
        }
    }

    /// <summary>The system was out of reach. True when this closed the way.</summary>
    public bool Failed()
    {
        lock (_gate)
        {
            _failures++;
            var opens = !_isOpen && _failures >= options.BreakerFailures;
            if (opens)
            {
                (_isOpen, _pause, _openedAt) = (true, options.BreakerPause, clock.GetTimestamp());
            }
            else if (_isOpen && _isProbing)
            {
                // Those that were on their way when it closed come back without a probe under way, and change nothing: doubled by each of
                // them, the pause would be at its longest at once.
                var doubled = _pause * 2;
                (_isProbing, _openedAt) = (false, clock.GetTimestamp());
                _pause = doubled < options.BreakerPauseMax ? doubled : options.BreakerPauseMax;
            }

            return opens;
        }
    }
}
