using System.Net;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts.Access;
using Lockstep.Gateway.Edge.Limits;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Who may read the figures, which tell how much business there is: this machine, whoever comes in by the port that is theirs, and
/// elsewhere who shows the token that was made for it or an access token of somebody who may see how the installation runs.
/// </summary>
internal sealed class FiguresReaders(ISecrets secrets, TokenVerifier tokens, RefusalLimit refusals)
{
    public const string TokenName = "metrics.token";

    private static readonly Problem Unknown = new(
        401,
        "The figures are read from this machine, by the port LOCKSTEP_METRICS, or with Authorization: Bearer and the secret "
        + "metrics.token.");

    /// <summary>A 401 for anybody else; null for who may.</summary>
    public async Task<Problem?> RefuseAsync(HttpContext context)
    {
        if (context.Features.Get<FiguresFeature>() is not null || IsHere(context))
        {
            return null;
        }

        var address = context.Connection.RemoteIpAddress;
        if (!Credentials.TryReadToken(context.Request, out var given))
        {
            return Unknown;
        }

        var shown = given.ToString();
        if (!refusals.MayTry(address, out var wait))
        {
            return wait;
        }

        if (tokens.Verify(shown).Caller?.Can(Permissions.SyncRead) is true
            || IsSame(shown, await secrets.FindAsync(TokenName, context.RequestAborted)))
        {
            return null;
        }

        refusals.Refused(address);
        return Unknown;
    }

    /// <summary>A proxy on this machine that is not trusted to say where a request comes from brings requests from anywhere.</summary>
    private static bool IsHere(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private static bool IsSame(string shown, string? token) => token is { Length: > 0 }
        // By their hashes, so that not even the length shows in the time.
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
