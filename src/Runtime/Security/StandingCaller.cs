namespace Lockstep.Runtime.Security;

/// <summary>
/// Finds out again who sends a request that stays open, by the credential with which it was opened; a feature of such requests.
/// </summary>
/// <param name="Revision">While this stays the same, only time ends a credential that was good.</param>
/// <param name="AskAsync">Who it is by now; null when the credential is good no longer.</param>
public sealed record StandingCaller(Func<long> Revision, Func<CancellationToken, ValueTask<Caller?>> AskAsync);
