namespace Lockstep.Identity.Totp;

/// <summary>A code from the authenticator app.</summary>
internal sealed record TotpConfirmed
{
    /// <summary>Required: six digits.</summary>
    public string? Code { get; init; }
}
