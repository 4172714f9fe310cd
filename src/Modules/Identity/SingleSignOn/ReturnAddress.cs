using Lockstep.Identity.Outside;
using Lockstep.Runtime.Security;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>Where the provider sends people back to.</summary>
internal static class ReturnAddress
{
    public const string Path = "/signin-oidc";

    /// <summary>Never from the request: a Host header must not decide where a code goes.</summary>
    public static string Of(OidcOptions options, TokenOptions tokens) =>
        options.RedirectUri.Length > 0 ? options.RedirectUri : tokens.Issuer.TrimEnd('/') + Path;
}
