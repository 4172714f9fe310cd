using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>
/// POST /auth/password: a new password ends all sessions; the answer begins the next one, with a cookie when the old one had one.
/// </summary>
internal static class ChangePassword
{
    private static readonly Refusal Overtaken = new(RefusalCode.Conflict, "Your user was changed at the same moment; sign in again.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/password",
            (
                PasswordChange request, Work work, IdentityDatabase database, OwnPassword own, PasswordHashing hashing,
                NewPassword passwords, SessionStart sessions) =>
                RunAsync(request, work, database, own, hashing, passwords, sessions).ToHttpAsync())
        .ForSignedIn()
        .Describe(
            "Change one's own password; all other sessions end",
            Body.Json("""{ "currentPassword": "correct horse battery", "newPassword": "a much longer password" }"""),
            Response.Of<TokenAnswer>(200), Response.Empty(204), Response.Error(400, 404, 409, 429, 503));

    public static async Task<Answer> RunAsync(
        PasswordChange request, Work work, IdentityDatabase database, OwnPassword own, PasswordHashing hashing, NewPassword passwords,
        SessionStart sessions)
    {
        var errors = new Errors();
        PasswordRules.CheckGiven(errors, "currentPassword", request.CurrentPassword);
        PasswordRules.Check(errors, "newPassword", request.NewPassword);
        if (errors.ToRefusal() is { } problem)
        {
            return problem;
        }

        var (user, refusal) = await own.ProveAsync(work, request.CurrentPassword!);
        refusal ??= PasswordRules.RefuseCommon("newPassword", request.NewPassword!, user!.Name, user.Email);
        return refusal is null ? await SetAsync(user!, request.NewPassword!, work, database, hashing, passwords, sessions) : refusal;
    }

    private static async Task<Answer> SetAsync(
        UserAccount user, string password, Work work, IdentityDatabase database, PasswordHashing hashing, NewPassword passwords,
        SessionStart sessions)
    {
        var hashed = await hashing.HashAsync(ClientNetwork.Of(work.Address), password, work.Ct);
        if (hashed.Hash is null)
        {
            return hashed.Busy!;
        }

        var started = await database.Store.WriteAsync(
            async transaction =>
            {
                // Whatever ended the caller's tokens since the password was proved has ended this change too.
                if (await UserAccount.FindForUpdateAsync(transaction, user.Id) is not { Disabled: false } now
                    || now.TokenVersion != user.TokenVersion)
                {
                    return null;
                }

                // One commit ends all sessions and begins the next: between two of them a crash would put the user out.
                var after = await passwords.SetAsync(
                    transaction, now, hashed.Hash, Audited.By(work, "password:changed", UserTable.Path(user.Id)));
                return await sessions.BeginAsync(transaction, after, work, withCookie: work.SessionCookie is not null);
            },
            work.Ct);
        return started is null ? Overtaken : sessions.Send(started);
    }
}
