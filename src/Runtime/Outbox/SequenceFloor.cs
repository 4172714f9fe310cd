namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Up to which number of a sequence no row can come any more, so that a search for the oldest rows need not begin at the start: there lie
/// the remains of all rows that were taken before, for as long as an old snapshot keeps them. A number that was drawn can come late, with
/// the commit of its transaction: the floor rises only when all transactions have ended that may have drawn one below it.
/// </summary>
/// <remarks>
/// A server that crashed knows nothing of what was drawn and not committed: it gives such numbers, of the sequence and of transactions,
/// once more, and soon has caught up with what was seen of it. Only a session tells, for none outlasts a crash, nor the change to another
/// server: one that was seen before proves that all looks since were at the same run of the server; with a new one it all starts over.
/// So it does with a number below one that was seen, which only somebody who set the sequence by hand can bring about.
/// </remarks>
internal sealed class SequenceFloor
{
    // To forget them costs one search from the start; to keep each that there ever was costs memory without end.
    private const int SessionsMax = 1_000;

    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal);
    private long _drawn;
    private (long Sequence, long Until)? _candidate;

    /// <summary>No row with this number or a lower one is there, or will be.</summary>
    public long Value { get; private set; }

    /// <summary>Takes a look in; the looks come one after the other.</summary>
    /// <param name="session">The session that looks, unlike any other that there was.</param>
    /// <param name="drawn">The number that was drawn last.</param>
    /// <param name="oldest">The oldest transaction that runs, by the snapshot of the look; all before it have ended.</param>
    /// <param name="next">
    /// A transaction that began in the look: whichever begins later has a higher one. Each has its own before it draws.
    /// </param>
    /// <param name="first">The lowest number of a row above the floor, by the same snapshot; null when there is none.</param>
    public void Look(string session, long drawn, long oldest, long next, long? first)
    {
        // Perhaps another run of the server: nothing that was seen before is known to hold.
        if (!Knows(session) || drawn < _drawn)
        {
            (Value, _drawn, _candidate) = (0, drawn, null);
            return;
        }

        if (_candidate is { } candidate && oldest >= candidate.Until)
        {
            Value = Math.Max(Value, Math.Min(candidate.Sequence, (first ?? long.MaxValue) - 1));
            _candidate = null;
        }

        // Whoever begins from now on draws a number above the one of the look before.
        _candidate ??= (_drawn, next);
        _drawn = drawn;
    }

    /// <summary>Whether the session was seen before; from now on it was.</summary>
    private bool Knows(string session)
    {
        if (_sessions.Contains(session))
        {
            return true;
        }

        if (_sessions.Count == SessionsMax)
        {
            _sessions.Clear();
        }

        _sessions.Add(session);
        return false;
    }
}
