using Lockstep.Contracts.Access;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Totp;

/// <summary>DELETE /auth/totp for oneself, and DELETE /users/{id}/totp for somebody who lost phone and recovery codes.</summary>
internal static class RemoveTotp
{
    private const int CodeMax = 100;
    private static readonly Refusal Wrong = Refusal.Invalid(
        "code", "Is wrong or was used already; give a code of the app or a recovery code.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/totp",
            (
                [FromBody] TotpRemoval request, Work work, IdentityDatabase database, OwnPassword own, PasswordCheck check,
                SecondFactor factor, TotpSwitch totp) =>
                RunSelfAsync(request, work, database, own, check, factor, totp).ToHttpAsync())
        .ForSignedIn()
        .Describe(
            "Remove one's own second factor",
            Body.Json("""{ "currentPassword": "correct horse battery", "code": "123456" }"""),
            Response.Empty(204), Response.Error(400, 404, 409, 429, 503));

    public static void MapOther(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}/totp",
            (long id, Work work, IdentityDatabase database, TotpSwitch totp) =>
                RunOtherAsync(id, work, database, totp).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .Describe("Remove the second factor of a user", Response.Empty(204), Response.Error(404, 409, 412));

    public static async Task<Answer> RunSelfAsync(
        TotpRemoval request, Work work, IdentityDatabase database, OwnPassword own, PasswordCheck check, SecondFactor factor,
        TotpSwitch totp)
    {
        var errors = new Errors();
        PasswordRules.CheckGiven(errors, "currentPassword", request.CurrentPassword);
        TextRules.Check(errors, "code", request.Code, CodeMax);
        if (errors.ToRefusal() is { } problem)
        {
            return problem;
        }

        var (user, refusal) = await own.ProveAsync(work, request.CurrentPassword!);
        if (user is null)
        {
            return refusal!;
        }

        // The password first: only who has it may use up the few guesses that a code has.
        if (check.FactorPaused(user) is { } paused)
        {
            return paused;
        }

        var proof = user.TotpSecret is null ? null : await factor.ReadAsync(user, request.Code ?? "", work.Ct);
        var isOff = await database.Store.WriteAsync(transaction => TurnOffAsync(transaction, user.Id, proof, work, totp), work.Ct);
        if (!isOff)
        {
            return await check.RefuseFactorAsync(work, user.Email, user, Wrong, "totp:refused");
        }

        check.FactorOpened(user);
        return Answer.NoContent();
    }

    private static async ValueTask<bool> TurnOffAsync(ITransaction transaction, long id, TotpProof? proof, Work work, TotpSwitch totp)
    {
        if (await UserAccount.FindForUpdateAsync(transaction, id) is not { } user)
        {
            return true;
        }

        // By the row as it is now: a factor that was turned on since the password was proved asks for a code too.
        if (user.TotpSecret is not null && (proof is null || !await SecondFactor.UseAsync(transaction, id, proof)))
        {
            return false;
        }

        await totp.TurnOffAsync(transaction, user, work);
        return true;
    }

    public static Task<Answer> RunOtherAsync(long id, Work work, IdentityDatabase database, TotpSwitch totp) =>
        database.Store.WriteAsync(
            async transaction =>
            {
                if (await UserAccount.FindForUpdateAsync(transaction, id) is not { } user)
                {
                    return Answer.NotFound(UserTable.Kind, id);
                }

                if (work.RefuseStale(user.Version) is { } stale)
                {
                    return stale;
                }

                if ((UserRules.RefuseSelf(work.Caller, user, "DELETE /api/auth/totp")
                    ?? UserRules.Refuse(work.Caller, user.Roles)) is { } refusal)
                {
                    return refusal;
                }

                await totp.TurnOffAsync(transaction, user, work);
                return Answer.NoContent();
            },
            work.Ct);
}
