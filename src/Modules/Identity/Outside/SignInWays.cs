using Lockstep.Contracts.Access;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Outside;

/// <summary>Tells others which ways in there are, by the options.</summary>
internal sealed class SignInWays(IOptions<OidcOptions> oidc) : ISignInWays
{
    public bool HasSingleSignOn => oidc.Value.HasSignIn;
}
