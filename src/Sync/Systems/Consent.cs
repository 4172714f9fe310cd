using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Sdk.SignIns;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Systems;

/// <summary>
/// The way out to a provider of OAuth 2 and back, with PKCE (RFC 7636). Nothing is kept for it: what must come back as it went out is
/// sealed in the state, for one system and ten minutes.
/// </summary>
internal static class Consent
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public static SystemConsent Begin(SyncDatabase database, SystemSetup setup)
    {
        var signIn = setup.SignIn;
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var content = new ConsentState(verifier, database.Clock.GetUtcNow() + Life);
        var state = Base64Url.EncodeToString(
            database.Vault.Seal(PurposeOf(setup.Name), JsonSerializer.SerializeToUtf8Bytes(content, SystemJson.Default.ConsentState)));
        var url = signIn.AuthorizeUrl!;
        foreach (var (name, value) in new (string, string?)[]
        {
            ("response_type", "code"), ("client_id", signIn.ClientId), ("redirect_uri", signIn.RedirectUrl!.ToString()),
            ("scope", signIn.Scope), ("state", state), ("code_challenge_method", "S256"),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
        })
        {
            url = value is null ? url : QueryText.With(url, name, value);
        }

        return new SystemConsent(url.AbsoluteUri, state);
    }

    /// <summary>The verifier that went out with a state; null when it is not one of this system's, or too old.</summary>
    public static async ValueTask<string?> VerifierAsync(SyncDatabase database, string system, string state, CancellationToken ct)
    {
        try
        {
            var json = await database.Vault.OpenAsync(PurposeOf(system), Base64Url.DecodeFromChars(state), ct);
            var content = JsonSerializer.Deserialize(json, SystemJson.Default.ConsentState)!;
            return content.Until > database.Clock.GetUtcNow() ? content.Verifier : null;
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A system that a person can allow to be signed in at; else why there is none.</summary>
    public static (ConfiguredSystem? System, Refusal? Refusal) Find(SystemRegistry registry, string name) =>
        registry.All.FirstOrDefault(one => string.Equals(one.System.Name, name, StringComparison.Ordinal)) is not { } system
            ? (null, new Refusal(RefusalCode.NotFound, $"There is no outside system {name}."))
        : system.Setup.SignIn.Kind is not SignInKind.AuthorizationCode
            ? (null, Refusal.Of(RefusalCode.Conflict, "name",
                $"{name} signs in by {SignInPart.Word(system.Setup.SignIn.Kind)}, which nobody needs to allow."))
        : (system, null);

    private static string PurposeOf(string system) => $"sync/system-consent/{system}";
}
