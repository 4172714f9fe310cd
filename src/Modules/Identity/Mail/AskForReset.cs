using System.Text.Json;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Mail;

/// <summary>POST /auth/reset. The answer tells neither by its words nor by its time whether there is such a user.</summary>
internal static class AskForReset
{
    private const int EmailMax = 180;

    /// <summary>What the lock-out counts requests under; no e-mail address looks like it.</summary>
    private const string Account = "reset";

    private static readonly ResetAnswer Detail = new(
        "If there is such a user and this installation sends mail, a mail with a code is on its way; else ask an admin for a code.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/reset",
            (ResetAsked request, Work work, ResetQueue queue, PasswordCheck check) => RunAsync(request, work, queue, check).ToHttpAsync())
        .ForAll()
        .Describe(
            "Ask for a code by mail that sets a new password",
            Body.Json("""{ "email": "grace@example.com" }"""),
            Response.Of<ResetAnswer>(202), Response.Error(400, 429));

    public static async Task<Answer> RunAsync(ResetAsked request, Work work, ResetQueue queue, PasswordCheck check)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "email", request.Email, EmailMax);
        if ((errors.ToRefusal() ?? check.Paused(work, Account)) is { } refusal)
        {
            return refusal;
        }

        // Each request counts, good or not: nobody has five forgotten passwords in a row.
        await check.CountAsync(work, Account);
        queue.Add(new ResetRequest(request.Email!, Audited.By(work, "password:reset-asked", "")));
        return Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(Detail, MailJson.Default.ResetAnswer));
    }
}
