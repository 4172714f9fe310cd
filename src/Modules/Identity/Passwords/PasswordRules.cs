namespace Lockstep.Identity.Passwords;

/// <summary>What a password must be: length counts, nothing else (NIST SP 800-63B).</summary>
internal static class PasswordRules
{
    public const int LengthMin = 12;

    /// <summary>Far more than anybody types; a longer one only costs time to hash.</summary>
    public const int LengthMax = 1_024;
}
