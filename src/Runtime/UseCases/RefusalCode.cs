namespace Lockstep.Runtime.UseCases;

/// <summary>
/// Why something is refused, for whoever decides by it: a program, or a door that has words of its own. The numbers are those under which
/// answers are kept for repeats, and those of the HTTP statuses (RFC 9110) as which the edge sends them.
/// </summary>
public enum RefusalCode
{
    /// <summary>What was asked for is not valid by itself; the fields say where.</summary>
    Invalid = 400,

    /// <summary>Nobody knows who asks.</summary>
    NotSignedIn = 401,

    /// <summary>Whoever asks may not.</summary>
    Forbidden = 403,

    /// <summary>There is no such record, or none that the caller reaches.</summary>
    NotFound = 404,

    /// <summary>Another record, or the state of this one, is in the way.</summary>
    Conflict = 409,

    /// <summary>It was there, and is kept no longer.</summary>
    Expired = 410,

    /// <summary>The record is at another version than the caller expects.</summary>
    Stale = 412,

    /// <summary>More was sent than is taken.</summary>
    TooLarge = 413,

    /// <summary>What was sent is of a kind that nobody here reads.</summary>
    UnknownFormat = 415,

    /// <summary>The idempotency key was used for something else.</summary>
    KeyReused = 422,

    /// <summary>Too many tries; wait.</summary>
    TooMany = 429,

    /// <summary>A system outside answered with something that can't be used.</summary>
    OutsideFailed = 502,

    /// <summary>It can't be done right now; the same may work a moment later. Never kept as the answer to a repeat.</summary>
    Unavailable = 503,
}
