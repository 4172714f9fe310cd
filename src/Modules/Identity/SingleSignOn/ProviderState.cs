using System.Collections.Frozen;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>What the provider said of itself when it was read last.</summary>
/// <param name="Discovery">Its discovery document (OpenID Connect Discovery 1.0, RFC 8414).</param>
/// <param name="Keys">The keys that are fit to verify signatures, by their id.</param>
internal sealed record ProviderState(OpenIdConnectConfiguration Discovery, FrozenDictionary<string, ProviderKey> Keys)
{
    private const int KeysMax = 100;

    /// <summary>Reads the discovery document, and through it the key set.</summary>
    /// <exception cref="InvalidDataException">A document is not as it must be; the message says how.</exception>
    public static async Task<ProviderState> ReadAsync(OidcOptions options, HttpClient http)
    {
        var documents = new HttpDocumentRetriever(http) { RequireHttps = options.RequireHttps, SendAdditionalHeaderData = false };
        var address = $"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration";
        var discovery = OpenIdConnectConfiguration.Create(await documents.GetDocumentAsync(address, CancellationToken.None));
        if (!string.Equals(discovery.Issuer, options.Issuer, StringComparison.Ordinal))
        {
            throw new InvalidDataException("its discovery document names another issuer than Oidc:Issuer");
        }

        // Where it leads is looked at before anything there is called; the library's reader of both documents would not.
        string?[] pages = [discovery.AuthorizationEndpoint, discovery.TokenEndpoint];
        if (!options.Accepts(discovery.JwksUri) || !Array.TrueForAll(pages, url => string.IsNullOrEmpty(url) || options.Accepts(url)))
        {
            throw new InvalidDataException("its discovery document has no jwks_uri, or a URL that is no https one");
        }

        var set = JsonWebKeySet.Create(await documents.GetDocumentAsync(discovery.JwksUri, CancellationToken.None));
        return set.Keys.Count > 0
            ? new ProviderState(discovery, Fit(set, options.AlgorithmList))
            : throw new InvalidDataException("its key set has no keys, so the ones known so far stay");
    }

    private static FrozenDictionary<string, ProviderKey> Fit(JsonWebKeySet set, IReadOnlyList<string> allowed)
    {
        var keys = new Dictionary<string, ProviderKey>(StringComparer.Ordinal);
        foreach (var key in set.Keys.Take(KeysMax).Select(entry => ProviderKey.Of(entry, allowed)).OfType<ProviderKey>())
        {
            keys.TryAdd(key.Key.KeyId, key);
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
