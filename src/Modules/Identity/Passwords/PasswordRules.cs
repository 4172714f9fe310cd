using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Passwords;

/// <summary>What a password must be: length counts, nothing else (NIST SP 800-63B).</summary>
internal static class PasswordRules
{
    public const int LengthMin = 12;

    /// <summary>Far more than anybody types; a longer one only costs time to hash.</summary>
    public const int LengthMax = 1_024;

    /// <summary>Checks a password that somebody chooses.</summary>
    public static void Check(Errors errors, string field, string? password)
    {
        if (password is not { Length: >= LengthMin and <= LengthMax })
        {
            errors.Add(field, $"Must have {LengthMin} to {LengthMax} characters.");
        }
    }

    /// <summary>Checks a password that is to be compared: only whether it is worth a hash.</summary>
    public static void CheckGiven(Errors errors, string field, string? password)
    {
        if (password is not { Length: > 0 and <= LengthMax })
        {
            errors.Add(field, $"Must be given and have at most {LengthMax} characters.");
        }
    }
}
