using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Lockstep.Identity.Outside;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>What the provider said of itself when it was read last.</summary>
/// <param name="Discovery">Its discovery document (OpenID Connect Discovery 1.0, RFC 8414).</param>
/// <param name="All">The keys that are fit to verify signatures.</param>
internal sealed record ProviderState(OpenIdConnectConfiguration Discovery, IReadOnlyList<ProviderKey> All)
{
    /// <summary>Those that have an id, by it; of two with one id the first counts.</summary>
    public FrozenDictionary<string, ProviderKey> Keys { get; } = All.Where(static key => !string.IsNullOrEmpty(key.Key.KeyId))
        .DistinctBy(static key => key.Key.KeyId, StringComparer.Ordinal)
            .ToFrozenDictionary(static key => key.Key.KeyId, StringComparer.Ordinal);

    /// <summary>The one key for an algorithm; null when there is none, or more than one, so that it must be named.</summary>
    public ProviderKey? Only(string algorithm) =>
        All.Where(key => key.Algorithms.Contains(algorithm, StringComparer.Ordinal)).ToList() is [var only] ? only : null;

    private const int KeysMax = 100;

    /// <summary>Reads the discovery document, and through it the key set.</summary>
    /// <exception cref="InvalidDataException">A document is not as it must be; the message says how.</exception>
    public static async Task<ProviderState> ReadAsync(OidcOptions options, HttpClient http)
    {
        var address = $"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration";
        var discovery = OpenIdConnectConfiguration.Create(await GetAsync(http, address));
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

        // A set without keys withdraws them all; a document without a set says nothing of them.
        var keys = await GetAsync(http, discovery.JwksUri);
        return HasSet(keys)
            ? new ProviderState(discovery, Fit(JsonWebKeySet.Create(keys), options.AlgorithmList))
            : throw new InvalidDataException("its key set has no member keys, so the ones known so far stay");
    }

    /// <summary>
    /// A document as JSON is sent, in UTF-8 (RFC 8259), whatever charset its head claims. The caller has looked where it leads.
    /// </summary>
    private static async Task<string> GetAsync(HttpClient http, string url) =>
        Encoding.UTF8.GetString(await http.GetByteArrayAsync(new Uri(url), CancellationToken.None)).TrimStart('\uFEFF');

    private static bool HasSet(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("keys", out var keys)
            && keys.ValueKind is JsonValueKind.Array;
    }

    private static List<ProviderKey> Fit(JsonWebKeySet set, IReadOnlyList<string> allowed) =>
        [.. set.Keys.Take(KeysMax).Select(entry => ProviderKey.Of(entry, allowed)).OfType<ProviderKey>()];
}
