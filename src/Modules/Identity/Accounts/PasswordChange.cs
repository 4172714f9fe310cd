using Lockstep.Identity.Passwords;

namespace Lockstep.Identity.Accounts;

/// <summary>What changing one's own password takes.</summary>
internal sealed record PasswordChange
{
    /// <summary>Required.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>Required: 12 to 1,024 characters.</summary>
    public string? NewPassword { get; init; }
}
