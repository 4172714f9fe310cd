using Lockstep.Contracts.Access;
using Lockstep.Identity.Outside;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>What must hold between the settings of the provider; all faults are named at start.</summary>
internal sealed class OidcCheck : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        var faults = options.IsOn ? Faults(options).ToList() : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(OidcOptions options)
    {
        if (!options.Accepts(options.Issuer) || options.Issuer.Any(char.IsWhiteSpace) || new Uri(options.Issuer).Query.Length > 0)
        {
            yield return "Oidc:Issuer must be an https URL without query; http works on the loopback only, with Oidc:RequireHttps=false.";
        }

        foreach (var algorithm in options.AlgorithmList.Except(ProviderKey.AllAlgorithms, StringComparer.Ordinal))
        {
            yield return $"Oidc:Algorithms has {algorithm}, but may have only {string.Join(", ", ProviderKey.AllAlgorithms)}.";
        }

        var roles = options.RoleMap.Values.SelectMany(OidcOptions.Split);
        foreach (var role in roles.Where(role => !Permissions.Roles.Contains(role, StringComparer.Ordinal)))
        {
            yield return $"Oidc:RoleMap has the role {role}, but there are only {string.Join(", ", Permissions.Roles)}.";
        }

        if (!options.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return "Oidc:Scopes must have openid.";
        }

        if (
            options.RedirectUri.Length > 0
            && (!Uri.TryCreate(options.RedirectUri, UriKind.Absolute, out var back) || back.Scheme is not ("http" or "https")))
        {
            yield return "Oidc:RedirectUri must be the whole URL that is registered at the provider, ending in /signin-oidc.";
        }

        // Without a type of its own, only the audience tells an access token from an ID token.
        if (
            options.AcceptPlainJwt
            && options.Audience.Length > 0
            && string.Equals(options.Audience, options.ClientId, StringComparison.Ordinal))
        {
            yield return "Oidc:Audience and Oidc:ClientId must differ when Oidc:AcceptPlainJwt is on.";
        }
    }
}
