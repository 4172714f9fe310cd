using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Passwords;

/// <summary>What changing one's own password takes.</summary>
internal sealed record PasswordChange
{
    /// <summary>Required.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>Required: 12 to 1,024 characters.</summary>
    public string? NewPassword { get; init; }
}

/// <summary>POST /auth/password: a new password ends all sessions; the answer begins the next one.</summary>
internal static class ChangePassword
{
    private static readonly Problem Overtaken = new(409, "Your user was changed at the same moment; sign in again.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/password", HandleAsync)
        .ForSignedIn()
        .Describe("Change one's own password; all other sessions end", Response.Of<TokenAnswer>(200), Response.Error(400, 404, 409, 429, 503));

    private static async Task<Answer> HandleAsync(
        PasswordChange request, HttpContext context, [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database,
        OwnPassword own, PasswordGate gate, NewPassword passwords, TokenIssuer issuer, IdSource ids)
    {
        var errors = new Errors();
        PasswordRules.CheckGiven(errors, "currentPassword", request.CurrentPassword);
        PasswordRules.Check(errors, "newPassword", request.NewPassword);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var (user, refusal) = await own.ProveAsync(context, request.CurrentPassword!);
        if (user is null)
        {
            return refusal!;
        }

        var hashed = await gate.HashAsync(ClientNetwork.Of(context), request.NewPassword!, context.RequestAborted);
        if (hashed.Hash is null)
        {
            return hashed.Busy!;
        }

        var started = await database.Store.WriteAsync(
            async transaction =>
            {
                if (await User.FindAsync(transaction, user.Id) is not { Disabled: false } now || now.TokenVersion != user.TokenVersion)
                {
                    return null;
                }

                var after = await passwords.SetAsync(transaction, now, hashed.Hash, Audited.By(context, "password:changed", UserTable.Path(user.Id)));
                var session = new NewSession(after, ids.Next(), RefreshToken.Create());
                await SessionTable.StartAsync(transaction, session.Session, after, session.Token, after.UpdatedAt, issuer.RefreshLifetime);
                return session;
            },
            context.RequestAborted);
        return started is null ? Overtaken : TokenAnswer.Send(context, issuer, started.User, started.Session, started.Token);
    }
}
