namespace Lockstep.Sync.Http;

/// <summary>Dead letters that died of the same.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Target">The system it goes to.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Fingerprint">What their messages have in common, for the filter of lists, replays and discards.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">When the first of them died, in UTC.</param>
/// <param name="Last">When the last of them died, in UTC.</param>
/// <param name="Example">The newest of them.</param>
internal sealed record DeadLetterGroup(
    string Flow, string Target, string? Cause, string? Fingerprint, long Count, DateTimeOffset First, DateTimeOffset Last,
    DeadLetterExample Example);

/// <summary>One of them.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Subject">The record it is about.</param>
/// <param name="Message">What it died of, in a sentence.</param>
internal sealed record DeadLetterExample(long Id, string Subject, string? Message);

/// <summary>Groups of dead letters.</summary>
/// <param name="Items">The groups, the most frequent first.</param>
/// <param name="More">Whether there are more of them.</param>
internal sealed record DeadLetterGroupList(IReadOnlyList<DeadLetterGroup> Items, bool More);
