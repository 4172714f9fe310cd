using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>POST /auth/session: signing in to the portal. It takes what POST /auth/login takes, and gives a cookie instead of tokens.</summary>
internal static class BeginSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/session", HandleAsync)
        .ForAll()
        .TakesCredentials()
        .Describe(
            "Begin a portal session: sets its cookie; GET gives the antiforgery token",
            Body.Json("""{ "email": "admin@localhost", "password": "correct horse battery" }"""),
            Response.Empty(204), Response.Error(400, 401, 429, 503));

    private static async Task<Answer> HandleAsync(LoginRequest request, HttpContext context, PasswordSignIn signIn) =>
        SignIn.Check(request).ToProblem() is { } problem ? problem : await signIn.AdmitAsync(context, request, withCookie: true);
}
