namespace Lockstep.Identity.Sessions;

/// <summary>What signing in takes.</summary>
internal sealed record LoginRequest
{
    /// <summary>Required; in any case.</summary>
    public string? Email { get; init; }

    /// <summary>Required.</summary>
    public string? Password { get; init; }

    /// <summary>Required with a one-time password: the password that takes its place, 12 to 1,024 characters.</summary>
    public string? NewPassword { get; init; }

    /// <summary>For users with a second factor: the code of the authenticator app, or a recovery code.</summary>
    public string? Totp { get; init; }
}
