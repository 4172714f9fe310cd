using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Sessions;

/// <summary>Gives internal tokens for keys, cookies, outside tokens and legacy ports, each after one look into an index.</summary>
internal sealed class CredentialExchange(
    IdentityDatabase database, TokenIssuer issuer, TokenRequests requests, PortalSessions sessions, IOutsideTokens outside)
    : ICredentialExchange
{
    /// <summary>The longest that an internal token is good.</summary>
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromSeconds(60);

    public async ValueTask<ExchangedToken> ExchangeAsync(Credential credential, CancellationToken ct) => credential.Kind switch
    {
        CredentialKind.ApiKey => await ForKeyAsync(credential, ct),
        CredentialKind.SessionCookie => await ForCookieAsync(credential.Secret, ct),
        CredentialKind.OutsideToken => await ForOutsideTokenAsync(credential.Secret, ct),
        CredentialKind.LegacyPort => await ForLegacyPortAsync(credential.Id!, ct),
        _ => ExchangedToken.Refuse("This kind of credential is not taken here."),
    };

    private async ValueTask<ExchangedToken> ForKeyAsync(Credential credential, CancellationToken ct)
    {
        var known = await KeyTable.FindAsync(database, credential.Secret, ct);
        return
            known is null || (credential.Id is not null && !string.Equals(credential.Id, known.Client.ClientId, StringComparison.Ordinal))
            ? ExchangedToken.Refuse(
                "The key is not known, expired, removed or not this client's; make another one (POST /api/clients/{id}/keys).")
            : Issue(TokenRequests.For(known), known.Key.ExpiresAt);
    }

    private async ValueTask<ExchangedToken> ForCookieAsync(string cookie, CancellationToken ct) =>
        await sessions.FindAsync(cookie, ct) is { } known
            ? Issue(requests.For(known.User, known.Session, known.CreatedAt), known.ExpiresAt)
            : ExchangedToken.Refuse("The session has ended; sign in again.");

    private async ValueTask<ExchangedToken> ForOutsideTokenAsync(string token, CancellationToken ct)
    {
        var verdict = await outside.VerifyAsync(token, ct);
        return verdict.Identity is { } identity
            ? Issue(TokenRequests.For(identity, verdict.User), identity.ExpiresAt)
            : ExchangedToken.Refuse(verdict.Refusal!) with { IsExpired = verdict.IsExpired };
    }

    private async ValueTask<ExchangedToken> ForLegacyPortAsync(string clientId, CancellationToken ct) =>
        await database.Store.ReadAsync(reader => ClientTable.FindAsync(reader, clientId), ct) is { Disabled: false } client
            ? Issue(TokenRequests.For(client), null)
            : ExchangedToken.Refuse(
                $"This port stands for the API client {clientId}, which does not exist or is disabled; make it (POST /api/clients).");

    /// <summary>A token that outlives neither a minute nor the credential.</summary>
    private ExchangedToken Issue(TokenRequest request, DateTimeOffset? until)
    {
        var now = database.Clock.GetUtcNow();
        var lifetime = until is { } end && end - now < LifetimeMax ? end - now : LifetimeMax;
        return new ExchangedToken(issuer.Issue(request with { Lifetime = lifetime }), now + lifetime, null);
    }
}
