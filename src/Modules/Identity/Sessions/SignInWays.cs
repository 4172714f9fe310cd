using Lockstep.Contracts.Access;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Registration;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Sessions;

/// <summary>Tells others which ways in there are, by the options.</summary>
internal sealed class SignInWays(IOptions<OidcOptions> oidc, IOptions<RegistrationOptions> registration) : ISignInWays
{
    public bool HasSingleSignOn => oidc.Value.HasSignIn;

    public bool TakesRegistrations => registration.Value.Enabled;
}
