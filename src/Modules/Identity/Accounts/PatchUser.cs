using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Accounts;

/// <summary>PATCH /users/{id} with a JSON Merge Patch</summary>
internal static class PatchUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, IdentityDatabase database, UserTable users, CustomerLink customers, AuditLog audit) =>
                RunAsync(id, patch, work, database, users, customers, audit).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .Describe(
            "Change some fields of a user (JSON Merge Patch)",
            Body.Json("""{ "roles": ["sales", "warehouse"] }"""),
            Response.Of<UserRecord>(200), Response.Error(400, 404, 409, 412));

    public static async Task<Answer> RunAsync(
        long id, JsonObject patch, Work work, IdentityDatabase database, UserTable users, CustomerLink customers, AuditLog audit)
    {
        // Asked before the write, which waits for nothing but its own database.
        var customer = patch["customerId"] is JsonValue given && given.TryGetValue<long>(out var named) ? named : (long?)null;
        return await customers.RefuseUnknownAsync(customer, work.Ct) is { } unknown
            ? unknown
            : await database.Store.WriteAsync(
                async transaction => await UserAccount.FindForUpdateAsync(transaction, id) is { } before
                    ? work.RefuseStale(before.Version) ?? await ApplyAsync(transaction, before, patch, work, users, audit)
                    : Answer.NotFound(UserTable.Kind, id),
                work.Ct);
    }

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, UserAccount before, JsonObject patch, Work work, UserTable users, AuditLog audit)
    {
        var (after, refusal) = Read(before, patch);

        // The roles of before as well: to take one away from somebody who may do more is laying hands on them too.
        refusal ??= UserRules.Refuse(work.Caller, before.Roles.Union(after!.Roles, StringComparer.Ordinal))
            ?? await RefuseAsync(transaction, before, after, users);
        if (refusal is not null)
        {
            return refusal;
        }

        var fields = UserRules.Changed(before.ToRecord(), after!.ToRecord()).Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0)
        {
            return Answer.Ok(UserTable.ToJson(before), before.Version);
        }

        // What a token says must be what the table says: whoever it names, whatever it allows.
        var endsTokens = fields.Any(field => field is "roles" or "email" or "customerId" || (field is "disabled" && after.Disabled));
        var changed = await users.ChangeAsync(transaction, before, after, work.Actor, endsTokens);
        if (after.Disabled || fields.Contains("email", StringComparer.Ordinal))
        {
            // A code that went to the old address, or to somebody who is to stay out, opens nothing any more.
            await ResetCodes.UseUpAsync(transaction, before.Id);
        }

        foreach (var action in Actions(fields, after))
        {
            await audit.AppendAsync(transaction, Audited.By(work, action, UserTable.Path(before.Id)));
        }

        return Answer.Ok(UserTable.ToJson(changed), changed.Version);
    }

    private static (UserAccount? After, Refusal? Refusal) Read(UserAccount before, JsonObject patch)
    {
        var (input, fault) = MergePatch.TryApply(UserTable.ToJson(before), patch, UserJson.Default.UserInput);
        if (input is null)
        {
            return (null, fault);
        }

        var errors = UserRules.Check(input);
        if (input.Password is not null)
        {
            errors.Add("password", "Only its owner sets it; POST /api/users/{id}/reset-code gives a code for that.");
        }

        return errors.ToRefusal() is { } refusal ? (null, refusal) : (UserRules.Apply(before, input), null);
    }

    private static async ValueTask<Refusal?> RefuseAsync(ITransaction transaction, UserAccount before, UserAccount after, UserTable users)
    {
        // For an answer that names the holder; of two at the same moment the unique key lets one through.
        if (await UserTable.FindByEmailAsync(transaction, after.Email) is { } holder && holder.Id != before.Id)
        {
            return CreateUser.Taken(holder.Id);
        }

        return users.IsActiveAdmin(after)
            ? null
            : await RefuseLastAdminAsync(transaction, before, after.Disabled ? "disabled" : "roles", users);
    }

    /// <summary>A 409 when there would be no admin left who can sign in.</summary>
    public static async ValueTask<Refusal?> RefuseLastAdminAsync(
        ITransaction transaction, UserAccount user, string field, UserTable users) =>
        !users.IsActiveAdmin(user) || await users.HasOtherAdminAsync(transaction, user.Id)
            ? null
            : new Refusal(
                RefusalCode.Conflict,
                $"User {user.Id} is the last admin who can sign in; make another one first.",
                field, "Must leave at least one admin who can sign in.");

    private static IEnumerable<string> Actions(string[] fields, UserAccount after)
    {
        if (fields.Contains("roles", StringComparer.Ordinal))
        {
            yield return "user:roles-changed";
        }

        if (fields.Contains("disabled", StringComparer.Ordinal))
        {
            yield return after.Disabled ? "user:disabled" : "user:enabled";
        }
    }
}
