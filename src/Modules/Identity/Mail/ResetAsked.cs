namespace Lockstep.Identity.Mail;

/// <summary>Who has forgotten the password.</summary>
internal sealed record ResetAsked
{
    /// <summary>Required; in any case.</summary>
    public string? Email { get; init; }
}
