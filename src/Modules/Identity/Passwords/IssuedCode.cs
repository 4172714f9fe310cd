namespace Lockstep.Identity.Passwords;

/// <summary>A code as it is handed over, once.</summary>
internal sealed record IssuedCode(string Code, DateTimeOffset ExpiresAt);
