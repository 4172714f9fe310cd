using System.Text.Json;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users/me</summary>
internal static class ReadMe
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/me",
            (Work work, IdentityDatabase database) =>
                RunAsync(work, database).ToHttpAsync())
        .ForSignedIn()
        .Describe("Who am I, and what may I do", Response.Of<Me>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(Work work, IdentityDatabase database)
    {
        var caller = work.Caller;
        var user = UserAccount.IdOf(caller.Subject) is { } id
            ? await database.Store.ReadAsync(reader => UserAccount.FindAsync(reader, id), work.Ct)
            : null;
        if (user is null)
        {
            return new Refusal(RefusalCode.NotFound, $"{caller.Subject} is not a user.");
        }

        // What the token allows, not what the table says by now: that is what the next request will be measured by.
        var me = new Me(
            user.Id, user.Email, user.Name, user.Roles, [.. caller.Granted.Order(StringComparer.Ordinal)], user.CustomerId,
            user.TotpSecret is not null);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(me, UserJson.Default.Me));
    }
}
