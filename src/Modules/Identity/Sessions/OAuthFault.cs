using System.Text.Json.Serialization;

namespace Lockstep.Identity.Sessions;

/// <summary>An error of the token endpoint, in the form that OAuth clients read (RFC 6749, 5.2) instead of refusal details.</summary>
/// <param name="Error">One of the standard's words.</param>
/// <param name="Description">A sentence for the developer; ASCII without quotes, as the standard asks.</param>
internal sealed record OAuthFault(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string? Description = null);
