namespace Lockstep.Identity.Totp;

/// <summary>What removing one's own second factor takes.</summary>
internal sealed record TotpRemoval
{
    /// <summary>Required.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>Required once the second factor was confirmed: a code of the app, or a recovery code.</summary>
    public string? Code { get; init; }
}
