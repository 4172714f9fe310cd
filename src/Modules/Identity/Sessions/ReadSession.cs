using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>GET /auth/session</summary>
internal static class ReadSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/session", (Work work) => Run(work).ToHttp())
        .ForSignedIn()
        .Describe("The portal session of the cookie, with its antiforgery token", Response.Of<SessionView>(200), Response.Error(404));

    public static Answer Run(Work work)
    {
        if (work.SessionCookie is not { } cookie)
        {
            return new Refusal(RefusalCode.NotFound, "This request came with a token or key, not with the cookie of a session.");
        }

        var caller = work.Caller;
        var view = new SessionView(caller.Name, [.. caller.Granted.Order(StringComparer.Ordinal)], PortalCookie.AntiforgeryToken(cookie));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(view, SessionJson.Default.SessionView));
    }
}
