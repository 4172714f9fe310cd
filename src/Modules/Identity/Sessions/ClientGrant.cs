using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// grant_type=client_credentials (RFC 6749, 4.4): an API client shows its id and a secret, in HTTP Basic or in the form, and gets an access
/// token without a refresh token. <c>scope</c> narrows it.
/// </summary>
internal sealed partial class ClientGrant(
    IdentityDatabase database, TokenIssuer issuer, AuditLog audit, ILogger<ClientGrant> logger)
{
    public const string Type = "client_credentials";

    public async Task<IResult> HandleAsync(IFormCollection form, string authorization, Work work)
    {
        if (!TryReadClient(form, authorization, out var clientId, out var secret))
        {
            return OAuthRefusal.InvalidClient("Send client_id and client_secret once: in HTTP Basic or in the form.");
        }

        var known = await KeyTable.FindAsync(database, secret, work.Ct);
        if (known is null || !string.Equals(known.Client.ClientId, clientId, StringComparison.Ordinal))
        {
            Refused(logger);
            await audit.RecordRepeatedAsync(Entry("anonymous", "token:refused", "", work) with { Refused = true }, work.Ct);
            return OAuthRefusal.InvalidClient();
        }

        var requested = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // Refused and not cut down: who asks for more than there is would find out by a 403 much later.
        if (requested.Except(ClientRules.Granted(known.Client.Roles, known.Scopes), StringComparer.Ordinal).Any())
        {
            return OAuthRefusal.InvalidScope();
        }

        var token =
            TokenRequests.For(known) with { Scopes = requested.Length == 0 ? known.Scopes : requested, Lifetime = LifetimeOf(known.Key) };

        // Before the token goes out: nobody gets one unseen.
        await audit.RecordRepeatedAsync(Entry(token.Subject, "token:issued", token.Session!, work), work.Ct);
        return SendTokens.To(issuer, token).ToHttp();
    }

    /// <summary>No token outlives the key that it was got with.</summary>
    private TimeSpan LifetimeOf(ApiKey key) =>
        key.ExpiresAt is { } end && end - database.Clock.GetUtcNow() is var left && left < issuer.Lifetime ? left : issuer.Lifetime;

    private static AuditEntry Entry(string actor, string action, string target, Work work) => new(actor, action, target)
    {
        Personal = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = work.Address?.ToString() ?? "" },
    };

    /// <summary>False when the credentials are missing, can't be read or are there twice, which the standard forbids.</summary>
    private static bool TryReadClient(IFormCollection form, string header, out string clientId, out string secret)
    {
        (clientId, secret) = (form["client_id"].ToString(), form["client_secret"].ToString());
        if (header.Length == 0)
        {
            return clientId.Length > 0 && secret.Length > 0;
        }

        if (secret.Length > 0 || BasicCredentials.Parse(header) is not { } basic)
        {
            return false;
        }

        // RFC 6749, 2.3.1: both parts are form-encoded before Basic encodes them.
        var named = clientId;
        (clientId, secret) = (Uri.UnescapeDataString(basic.Id.Replace('+', ' ')), Uri.UnescapeDataString(basic.Secret.Replace('+', ' ')));
        return named.Length == 0 || string.Equals(named, clientId, StringComparison.Ordinal);
    }

    [LoggerMessage(4050, LogLevel.Warning, "an API client was refused a token: its id or secret is wrong, expired or disabled")]
    private static partial void Refused(ILogger logger);
}
