namespace Lockstep.Identity.Accounts;

/// <summary>What was erased of a user.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Versions">Versions in the user's history.</param>
/// <param name="Entries">Entries of the audit log that have nothing personal beside them any more.</param>
/// <param name="Proof">Where the audit log says so.</param>
internal sealed record ErasedUser(long User, long Versions, long Entries, string Proof);
