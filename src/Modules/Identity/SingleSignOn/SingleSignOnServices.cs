using Lockstep.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>Registers what deals with the outside OpenID provider; without one configured it is never asked for.</summary>
internal static class SingleSignOnServices
{
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services)
    {
        services.AddCheckedOptions<OidcOptions>("Oidc");
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcCheck>();
        services.AddSingleton<Provider>();
        services.AddSingleton<OutsideTokens>();
        services.AddSingleton<IOutsideTokens>(provider => provider.GetRequiredService<OutsideTokens>());
        services.AddSingleton<SsoAttempts>();
        services.AddSingleton<CodeGrant>();
        services.AddSingleton<SsoUsers>();
        services.AddSingleton<SsoSignIn>();
        return services;
    }
}
