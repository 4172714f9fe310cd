using System.Collections.Frozen;
using System.Text.Json;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>What the provider said of itself when it was read last (OpenID Connect Discovery 1.0, RFC 8414).</summary>
internal sealed record ProviderState
{
    private const int KeysMax = 100;

    /// <summary>Where people sign in; null when the provider has no such page.</summary>
    public string? AuthorizationEndpoint { get; private init; }

    /// <summary>Where codes become tokens; null when there is none.</summary>
    public string? TokenEndpoint { get; private init; }

    /// <summary>Whether the client's secret may stand in the body.</summary>
    public bool TakesSecretInBody { get; private init; }

    /// <summary>Whether every answer of the sign-in page names its issuer (RFC 9207), so that one that does not is another's.</summary>
    public bool NamesIssuer { get; private init; }

    /// <summary>The keys by their id.</summary>
    public FrozenDictionary<string, ProviderKey> Keys { get; private init; } = FrozenDictionary<string, ProviderKey>.Empty;

    /// <summary>Reads a discovery document, and through it the key set.</summary>
    /// <param name="options">The issuer that it must be, and which URLs are taken.</param>
    /// <param name="read">Gets the JSON at a URL.</param>
    /// <exception cref="InvalidDataException">A document is not as it must be; the message says how.</exception>
    public static async Task<ProviderState> ReadAsync(OidcOptions options, Func<string, Task<JsonElement>> read)
    {
        var document = await read($"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration");
        if (document.ValueKind != JsonValueKind.Object || !string.Equals(Text(document, "issuer"), options.Issuer, StringComparison.Ordinal))
        {
            throw new InvalidDataException("its discovery document names another issuer than Oidc:Issuer");
        }

        var keys = await read(Url(document, "jwks_uri", options) ?? throw new InvalidDataException("its discovery document has no jwks_uri"));
        var secrets = Array(document, "token_endpoint_auth_methods_supported");
        return new ProviderState
        {
            AuthorizationEndpoint = Url(document, "authorization_endpoint", options),
            TokenEndpoint = Url(document, "token_endpoint", options),
            TakesSecretInBody = secrets.Contains("client_secret_post", StringComparer.Ordinal),
            NamesIssuer = document.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True,
            Keys = ReadKeys(keys),
        };
    }

    private static FrozenDictionary<string, ProviderKey> ReadKeys(JsonElement set)
    {
        if (set.ValueKind != JsonValueKind.Object || !set.TryGetProperty("keys", out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException("its key set has no keys");
        }

        var keys = new Dictionary<string, ProviderKey>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object).Take(KeysMax))
        {
            if (ProviderKey.Read(entry) is { } key)
            {
                keys.TryAdd(Text(entry, "kid")!, key);
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Url(JsonElement document, string name, OidcOptions options) => Text(document, name) switch
    {
        null => null,
        var url when options.Accepts(url) => url,
        _ => throw new InvalidDataException($"the {name} of its discovery document is no https URL"),
    };

    private static IReadOnlyList<string> Array(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) ? OutsideJwt.Strings(value) ?? [] : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
