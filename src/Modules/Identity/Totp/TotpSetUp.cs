namespace Lockstep.Identity.Totp;

/// <summary>What setting a second factor up takes.</summary>
internal sealed record TotpSetUp
{
    /// <summary>Required.</summary>
    public string? CurrentPassword { get; init; }
}
