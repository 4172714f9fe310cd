using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Totp;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Sessions;

/// <summary>POST /auth/login</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/login",
            (LoginRequest request, Work work, PasswordSignIn signIn) =>
                RunAsync(request, work, signIn).ToHttpAsync())
        .ForAll()
        .TakesCredentials()
        .Describe(
            "Sign in with e-mail and password",
            Body.Json("""{ "email": "admin@localhost", "password": "correct horse battery" }"""),
            Response.Of<TokenAnswer>(200), Response.Error(400, 401, 403, 429, 503));

    public static async Task<Answer> RunAsync(LoginRequest request, Work work, PasswordSignIn signIn)
    {
        if (Check(request).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await signIn.AdmitAsync(work, request, withCookie: false);
    }

    public static Errors Check(LoginRequest request)
    {
        const int emailMax = 180;
        const int totpMax = 100;
        var errors = new Errors();
        TextRules.CheckRequired(errors, "email", request.Email, emailMax);
        PasswordRules.CheckGiven(errors, "password", request.Password);
        TextRules.Check(errors, "totp", request.Totp, totpMax);
        if (request.NewPassword is not null)
        {
            PasswordRules.Check(errors, "newPassword", request.NewPassword);
        }

        return errors;
    }
}

/// <summary>Lets people in who know their password, and have their second factor if they use one.</summary>
internal sealed partial class PasswordSignIn(
    IdentityDatabase database, PasswordCheck check, SecondFactor factor, SessionStart sessions, FirstPassword firstPassword,
    UserTable users, AuditLog audit, FirstAdminFile firstAdmin, ILogger<IdentityDatabase> logger)
{
    private static readonly Refusal Wrong = new(RefusalCode.NotSignedIn, "The e-mail address or the password is wrong.");

    /// <summary>Only who has the password hears it.</summary>
    private static readonly Refusal Unconfirmed = new(
        RefusalCode.Forbidden,
        "Confirm your e-mail address first: send the code of the mail to POST /api/customers/register/confirm; "
        + "POST /api/customers/register/code sends another one.",
        "code", "Must be confirmed first.");

    /// <summary>The answer with the new session, or the one that refuses it.</summary>
    public async Task<Answer> AdmitAsync(Work work, LoginRequest request, bool withCookie)
    {
        var email = request.Email!;
        var user = await database.Store.AskAsync(reader => UserTable.FindByEmailAsync(reader, email), work.Ct);
        var (refusal, rehash) = await check.CheckAsync(work, email, user, request.Password!, Wrong);
        if ((refusal ?? await RefuseUnconfirmedAsync(user!, work)) is { } early)
        {
            return early;
        }

        // Who has no second factor need not send one, and one that comes along is not looked at.
        var hasFactor = user!.TotpSecret is not null;
        if (hasFactor && await RefuseFactorAsync(work, email, user, request) is { } missing)
        {
            return missing;
        }

        // Behind the pause of the second factor, for this may cost another hash.
        var (chosen, unchanged) = await firstPassword.ReadAsync(work, user, request.Password!, request.NewPassword);
        if (unchanged is not null)
        {
            return unchanged;
        }

        var proof = hasFactor ? await factor.ReadAsync(user, request.Totp ?? "", work.Ct) : null;
        var started = hasFactor && proof is null
            ? null
            : await database.Store.WriteAsync(transaction =>
                StartAsync(transaction, work, user, rehash, chosen, proof, withCookie), work.Ct);
        if (started is null)
        {
            return hasFactor && !user.Disabled
                ? await check.RefuseFactorAsync(work, email, user, SecondFactor.Wrong)
                : await check.RefuseAsync(work, email, user, Wrong);
        }

        return Admitted(work, email, user, started);
    }

    private async ValueTask<Refusal?> RefuseUnconfirmedAsync(UserAccount user, Work work) =>
        user.Disabled && await database.Store.AskAsync(reader => RegistrationTable.IsWaitingAsync(reader, user.Id), work.Ct)
            ? Unconfirmed : null;

    private async ValueTask<Refusal?> RefuseFactorAsync(Work work, string email, UserAccount user, LoginRequest request) =>
        string.IsNullOrWhiteSpace(request.Totp) && !user.Disabled
            ? await check.MissFactorAsync(work, email, user, SecondFactor.Missing)
            : check.FactorPaused(user);

    private Answer Admitted(Work work, string email, UserAccount user, NewSession started)
    {
        // Only now: before the commit it would let off whoever that refuses.
        check.Opened(work, email);
        check.FactorOpened(user);
        firstAdmin.Delete();
        SignedIn(logger, user.Subject, started.Session);
        return sessions.Send(started);
    }

    /// <summary>Begins a session, unless the user was disabled or got another password while this one was being checked.</summary>
    private async ValueTask<NewSession?> StartAsync(
        ITransaction transaction, Work work, UserAccount seen, string? rehash, string? chosen, TotpProof? proof, bool withCookie)
    {
        // A new password raises the token version; a mere rehash, by somebody else who signs in at this moment, does not.
        var user = await UserAccount.FindForUpdateAsync(transaction, seen.Id);
        if (user is null or { Disabled: true } || user.TokenVersion != seen.TokenVersion || (user.TotpSecret is null) != (proof is null))
        {
            return null;
        }

        if (proof is not null)
        {
            if (!await SecondFactor.UseAsync(transaction, user.Id, proof))
            {
                return null;
            }

            // Whoever writes the user below must not write the step of before, with which the code would be good once more.
            user = user with { TotpStep = proof.Step ?? user.TotpStep };
        }

        if (chosen is not null)
        {
            user = await firstPassword.SetAsync(transaction, work, user, chosen);
        }
        else if (rehash is not null)
        {
            user = await users.ChangeAsync(transaction, user, user with { PasswordHash = rehash }, user.Subject, endsTokens: false);
        }

        // In the commit that uses the code up and sets the new password: no crash leaves a code that opens twice.
        var started = await sessions.BeginAsync(transaction, user, work, withCookie);
        await audit.AppendAsync(transaction, Audited.By(work, "session:started", UserTable.Path(user.Id), user.Subject));
        return started;
    }

    [LoggerMessage(4010, LogLevel.Information, "{Subject} signed in, session {Session}")]
    private static partial void SignedIn(ILogger logger, string subject, Guid session);
}
