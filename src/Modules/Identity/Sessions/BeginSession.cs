using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// POST /auth/session: signing in to the portal. It takes what POST /auth/login takes, and gives a cookie instead of tokens.
/// </summary>
internal static class BeginSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/session",
            (LoginRequest request, Work work, PasswordSignIn signIn) =>
                RunAsync(request, work, signIn).ToHttpAsync())
        .ForAll()
        .TakesCredentials()
        .Describe(
            "Begin a portal session: sets its cookie; GET gives the antiforgery token",
            Body.Json("""{ "email": "admin@localhost", "password": "correct horse battery" }"""),
            Response.Empty(204), Response.Error(400, 401, 403, 429, 503));

    public static async Task<Answer> RunAsync(LoginRequest request, Work work, PasswordSignIn signIn) =>
        SignIn.Check(request).ToRefusal() is { } refusal ? refusal : await signIn.AdmitAsync(work, request, withCookie: true);
}
