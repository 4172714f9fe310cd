namespace Lockstep.Identity.Totp;

/// <summary>What signs in once each when the phone is lost; shown here and never again.</summary>
internal sealed record RecoveryAnswer(IReadOnlyList<string> RecoveryCodes);
