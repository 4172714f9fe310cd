using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using OtpNet;

namespace Lockstep.Identity.Totp;

/// <summary>POST /auth/totp: a secret for the authenticator app. It counts from the moment a code proves that the app has it.</summary>
internal static class SetUpTotp
{
    private const string Issuer = "Lockstep";

    private static readonly Refusal Already = new(
        RefusalCode.Conflict, "There is a second factor already; remove it first (DELETE /api/auth/totp).");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/totp",
            (TotpSetUp request, Work work, IdentityDatabase database, OwnPassword own, SecondFactor factor, AuditLog audit) =>
                RunAsync(request, work, database, own, factor, audit).ToHttpAsync())
        .ForSignedIn()
        .Describe(
            "Begin to set a second factor up (RFC 6238)",
            Body.Json("""{ "currentPassword": "correct horse battery" }"""),
            Response.Of<TotpSecret>(200), Response.Error(400, 404, 409, 429, 503));

    public static async Task<Answer> RunAsync(
        TotpSetUp request, Work work, IdentityDatabase database, OwnPassword own, SecondFactor factor, AuditLog audit)
    {
        var errors = new Errors();
        PasswordRules.CheckGiven(errors, "currentPassword", request.CurrentPassword);
        if (errors.ToRefusal() is { } problem)
        {
            return problem;
        }

        var (user, refusal) = await own.ProveAsync(work, request.CurrentPassword!);
        if (user is null)
        {
            return refusal!;
        }

        var secret = RandomNumberGenerator.GetBytes(SecondFactor.SecretBytes);
        var blob = factor.Seal(user.Id, secret);
        var isKept = await database.Store.WriteAsync(
            async transaction =>
            {
                // Not beside one that counts: that must be removed first, which takes a code of it.
                var kept =
                    await transaction.ExecuteAsync(
                        "update users set totp_pending = $2 where id = $1 and totp_secret is null", user.Id, blob) == 1;
                if (kept)
                {
                    await audit.AppendAsync(transaction, Audited.By(work, "totp:begun", UserTable.Path(user.Id)));
                }

                return kept;
            },
            work.Ct);
        return isKept ? Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(Show(user, secret), TotpJson.Wire.TotpSecret)) with { IsForOnce = true } : Already;
    }

    private static TotpSecret Show(UserAccount user, byte[] secret)
    {
        var text = Base32Encoding.ToString(secret);
        return new TotpSecret(text, new OtpUri(OtpType.Totp, text, user.Email, Issuer).ToString());
    }
}
