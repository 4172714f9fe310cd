using System.Text.Json;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Totp;

/// <summary>POST /auth/totp/confirm: proves that the app has the secret; from now on sign-in asks for a code.</summary>
internal static class ConfirmTotp
{
    private const int CodeMax = 20;
    private static readonly Refusal Wrong = Refusal.Invalid(
        "code", "Is not the code of this moment; look at the app and at the clock of the phone.");
    private static readonly Refusal NotBegun = new(RefusalCode.Conflict, "There is nothing to confirm; begin with POST /api/auth/totp.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/totp/confirm",
            (TotpConfirmed request, Work work, IdentityDatabase database, PasswordCheck check, SecondFactor factor, TotpSwitch totp) =>
                RunAsync(request, work, database, check, factor, totp).ToHttpAsync())
        .ForSignedIn()
        .Describe(
            "Confirm the second factor with a code; answers the recovery codes",
            Body.Json("""{ "code": "123456" }"""),
            Response.Of<RecoveryAnswer>(200), Response.Error(400, 404, 409, 429));

    public static async Task<Answer> RunAsync(
        TotpConfirmed request, Work work, IdentityDatabase database, PasswordCheck check, SecondFactor factor, TotpSwitch totp)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "code", request.Code, CodeMax);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var caller = work.Caller;
        if (UserAccount.IdOf(caller.Subject) is not { } id
            || await database.Store.ReadAsync(reader => PendingTotp.FindAsync(reader, id), work.Ct) is not { } pending)
        {
            return NotBegun;
        }

        // With the pauses of a sign-in: six digits are soon guessed without.
        if ((check.Paused(work, pending.User.Email) ?? check.FactorPaused(pending.User)) is { } paused)
        {
            return paused;
        }

        if (await factor.StepOfAsync(id, pending.Secret, SecondFactor.Plain(request.Code!), work.Ct) is not { } step)
        {
            return await check.RefuseFactorAsync(work, pending.User.Email, pending.User, Wrong, "totp:refused");
        }

        var codes = await database.Store.WriteAsync(transaction => totp.TurnOnAsync(transaction, pending, step, work), work.Ct);
        return codes is null ? NotBegun : Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(new RecoveryAnswer(codes), TotpJson.Default.RecoveryAnswer)) with { IsForOnce = true };
    }
}
