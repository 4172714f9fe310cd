using Lockstep.Contracts.Access;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Sessions;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>Registers what deals with the outside OpenID provider; without one configured it is never asked for.</summary>
internal static class SingleSignOnServices
{
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services)
    {
        services.AddCheckedOptions<OidcOptions>("Oidc");
        services.AddSingleton<ISignInWays, SignInWays>();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcCheck>();
        services.AddSingleton<Provider>();
        services.AddSingleton<OutsideTokens>();
        services.AddSingleton<IOutsideTokens>(provider => provider.GetRequiredService<OutsideTokens>());
        services.AddSingleton(
            new KnownSecret(CodeGrant.SecretName, "Shows the OpenID provider that it is Lockstep who redeems a code.", "Oidc:ClientSecret")
        );
        services.AddSingleton<SsoAttempts>();
        services.AddSingleton<CodeGrant>();
        services.AddSingleton<UserInfo>();
        services.AddSingleton<SsoUsers>();
        services.AddSingleton<SsoSignIn>();
        return services;
    }
}
