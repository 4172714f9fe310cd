namespace Lockstep.Identity.Passwords;

/// <summary>A code and what it is to set.</summary>
internal sealed record ResetConfirmed
{
    /// <summary>Required; from a mail or from an admin, in any case and grouping.</summary>
    public string? Code { get; init; }

    /// <summary>Required: 12 to 1,024 characters.</summary>
    public string? NewPassword { get; init; }
}
