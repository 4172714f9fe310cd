using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>
/// POST /users. Takes no Idempotency-Key: a stored answer would keep the code, a stored request the password. A repeat is told that the
/// e-mail address is taken.
/// </summary>
internal static class CreateUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (
                UserInput input, Work work, IdentityDatabase database, UserTable users, CustomerLink customers, ResetCodes codes,
                PasswordHashing hashing) =>
                RunAsync(input, work, database, users, customers, codes, hashing).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .Describe(
            "Create a user; without a password the answer has a one-time code that sets one",
            Body.Json("""{ "name": "Grace Hopper", "email": "grace@example.com", "roles": ["sales"] }"""),
            Response.Of<CreatedUser>(201), Response.Error(400, 409, 429, 503));

    public static async Task<Answer> RunAsync(
        UserInput input, Work work, IdentityDatabase database, UserTable users, CustomerLink customers, ResetCodes codes,
        PasswordHashing hashing)
    {
        var errors = UserRules.Check(input);
        if (input.Password is { } password)
        {
            PasswordRules.Check(errors, "password", password);
        }

        if (errors.ToRefusal() is { } problem)
        {
            return problem;
        }

        var user = UserRules.Apply(UserAccount.Empty, input);
        if (input.Password is { } chosen && PasswordRules.RefuseCommon("password", chosen, user.Name, user.Email) is { } common)
        {
            return common;
        }

        // Crm is asked before the write, which waits for nothing but its own database.
        if ((UserRules.Refuse(work.Caller, user.Roles) ?? await customers.RefuseUnknownAsync(user.CustomerId, work.Ct)) is { } refusal)
        {
            return refusal;
        }

        var hashed = input.Password is null
            ? new HashedPassword("")
            : await hashing.HashAsync(ClientNetwork.Of(work.Address), input.Password, work.Ct);
        if (hashed.Hash is null)
        {
            return hashed.Busy!;
        }

        return await database.Store.WriteAsync(
            transaction => InsertAsync(transaction, user with { PasswordHash = hashed.Hash }, work, users, codes), work.Ct);
    }

    private static async ValueTask<Answer> InsertAsync(
        ITransaction transaction, UserAccount user, Work work, UserTable users, ResetCodes codes)
    {
        if (await users.InsertAsync(transaction, user, work.Actor) is not { } made)
        {
            // Nobody has it any more: deleted at the same moment. Run again, the write meets nobody.
            var holder = await UserTable.FindByEmailAsync(transaction, user.Email) ?? throw new UniqueViolationException("users.email_key");
            return Taken(holder.Id);
        }

        var code = made.PasswordHash.Length == 0 ? await codes.IssueByHandAsync(transaction, made.Id) : null;
        var json = JsonSerializer.SerializeToUtf8Bytes(CreatedUser.Of(made, code), UserJson.Wire.CreatedUser);
        return Answer.Created(json, made.Version, $"/api/{UserTable.Path(made.Id)}") with { IsForOnce = true };
    }

    /// <summary>A 409 that names the field and the user that holds its value.</summary>
    public static Refusal Taken(long holder) => new(
        RefusalCode.Conflict,
        $"User {holder} has this email already.",
        "email", $"Is taken by user {holder}.");
}
