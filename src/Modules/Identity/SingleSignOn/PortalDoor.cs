using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The one call that begins a portal session.</summary>
internal sealed class PortalDoor([FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, IdSource ids)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public async ValueTask BeginAsync(ITransaction transaction, User user, HttpContext context)
    {
        var now = database.Clock.GetUtcNow();
        var cookie = RefreshToken.Create();
        await transaction.ExecuteAsync(
            "insert into sessions (id, user_id, token_version, created_at, expires_at, cookie_hash) values ($1, $2, $3, $4, $5, $6)",
            ids.Next(), user.Id, user.TokenVersion, now, now + Lifetime, cookie.Hash);
        transaction.OnCommitted(() => context.Response.Cookies.Append(
            "lockstep", cookie.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/" }));
    }
}
