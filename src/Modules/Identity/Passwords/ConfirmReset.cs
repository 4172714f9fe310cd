using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Passwords;

/// <summary>POST /auth/reset/confirm: a code, good once, sets a password and ends everything else of its user.</summary>
internal static class ConfirmReset
{
    private const int CodeMax = 200;

    /// <summary>What the lock-out counts wrong codes under; no e-mail address looks like it.</summary>
    private const string Account = "reset-code";

    private static readonly Refusal Wrong = Refusal.Invalid(
        "code", "Is not known, was used or replaced, or has expired; ask for a new one.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/reset/confirm",
            (
                ResetConfirmed request, Work work, IdentityDatabase database, ResetCodes codes, PasswordCheck check,
                PasswordHashing hashing, NewPassword passwords) =>
                RunAsync(request, work, database, codes, check, hashing, passwords).ToHttpAsync())
        .ForAll()
        .Describe(
            "Set a password with a code",
            Body.Json("""{ "code": "K7QM-2XRD-9TWF", "newPassword": "a much longer password" }"""),
            Response.Empty(204), Response.Error(400, 429, 503));

    public static async Task<Answer> RunAsync(
        ResetConfirmed request, Work work, IdentityDatabase database, ResetCodes codes, PasswordCheck check, PasswordHashing hashing,
        NewPassword passwords)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "code", request.Code, CodeMax);
        PasswordRules.Check(errors, "newPassword", request.NewPassword);
        if ((errors.ToRefusal() ?? check.Paused(work, Account)) is { } refusal)
        {
            return refusal;
        }

        var code = OneTimeCode.Of(request.Code!);
        if (await database.Store.ReadAsync(reader => codes.FindAsync(reader, code), work.Ct) is not { } known)
        {
            return await check.RefuseAsync(work, Account, null, Wrong, "password:reset-refused");
        }

        // Only behind a good code: the answer tells whether a password is made of the user's name, which is nobody else's to try.
        if (PasswordRules.RefuseCommon("newPassword", request.NewPassword!, known.Name, known.Email) is { } common)
        {
            return common;
        }

        // Not in the write, where all others would wait for it, and only for a good code: for any, anybody could burn cores.
        var hashed = await hashing.HashAsync(ClientNetwork.Of(work.Address), request.NewPassword!, work.Ct);
        if (hashed.Hash is null)
        {
            return hashed.Busy!;
        }

        var isSet = await database.Store.WriteAsync(
            transaction => SetAsync(transaction, code, hashed.Hash, work, codes, passwords), work.Ct);
        return isSet ? Answer.NoContent() : await check.RefuseAsync(work, Account, null, Wrong, "password:reset-refused");
    }

    /// <summary>Looks the code up again: of two who use it at the same moment only one may.</summary>
    private static async ValueTask<bool> SetAsync(
        ITransaction transaction, OneTimeCode code, string hash, Work work, ResetCodes codes, NewPassword passwords)
    {
        if (await codes.FindForUpdateAsync(transaction, code) is not { } user)
        {
            return false;
        }

        await passwords.SetAsync(transaction, user, hash, Audited.By(work, "password:reset", UserTable.Path(user.Id)));
        return true;
    }
}
