using System.Text.Json;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Totp;

/// <summary>POST /auth/totp/confirm: proves that the app has the secret; from now on sign-in asks for a code.</summary>
internal static class ConfirmTotp
{
    private const int CodeMax = 20;
    private static readonly Problem Wrong = Problem.Invalid("code", "Is not the code of this moment; look at the app and at the clock of the phone.");
    private static readonly Problem NotBegun = new(409, "There is nothing to confirm; begin with POST /api/auth/totp.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/totp/confirm", HandleAsync)
        .ForSignedIn()
        .Describe(
            "Confirm the second factor with a code; answers the recovery codes",
            Body.Json("""{ "code": "123456" }"""),
            Response.Of<RecoveryAnswer>(200), Response.Error(400, 404, 409, 429));

    private static async Task<Answer> HandleAsync(
        TotpConfirmed request, HttpContext context, IdentityDatabase database,
        PasswordCheck check, SecondFactor factor, TotpSwitch totp)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "code", request.Code, CodeMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var caller = Caller.Of(context)!;
        if (User.IdOf(caller.Subject) is not { } id
            || await database.Store.ReadAsync(reader => PendingTotp.FindAsync(reader, id), context.RequestAborted) is not { } pending)
        {
            return NotBegun;
        }

        if (check.Paused(context, pending.User.Email) is { } paused)
        {
            return paused;
        }

        if (factor.StepOf(id, pending.Secret, request.Code!.Trim()) is not { } step)
        {
            return await check.RefuseAsync(context, pending.User.Email, pending.User, Wrong, "totp:refused");
        }

        var codes = await database.Store.WriteAsync(transaction => totp.TurnOnAsync(transaction, pending, step, context), context.RequestAborted);
        context.ForbidCaching();
        return codes is null ? NotBegun : Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(new RecoveryAnswer(codes), TotpJson.Default.RecoveryAnswer));
    }
}
