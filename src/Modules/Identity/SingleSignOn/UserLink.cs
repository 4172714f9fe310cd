namespace Lockstep.Identity.SingleSignOn;

/// <summary>Who a user is at the OpenID provider.</summary>
internal sealed record UserLink
{
    /// <summary>Required; the <c>sub</c> there.</summary>
    public string? Subject { get; init; }
}
