using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>GET /auth/session</summary>
internal static class ReadSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/session", Handle)
        .ForSignedIn()
        .Describe("The portal session of the cookie, with its antiforgery token", Response.Of<SessionView>(200), Response.Error(404));

    private static Answer Handle(HttpContext context)
    {
        if (PortalCookie.Read(context.Request) is not { } cookie)
        {
            return new Problem(404, "This request came with a token or key, not with the cookie of a session.");
        }

        var caller = Caller.Of(context)!;
        var view = new SessionView(caller.Name, [.. caller.Granted.Order(StringComparer.Ordinal)], PortalCookie.AntiforgeryToken(cookie));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, SessionJson.Default.SessionView));
    }
}
