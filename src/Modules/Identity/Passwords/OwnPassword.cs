using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Passwords;

/// <summary>Asks somebody who is signed in for the password once more: a token that was left lying about must not change how its owner signs in.</summary>
internal sealed class OwnPassword(IdentityDatabase database, PasswordCheck check)
{
    private static readonly Problem Wrong = Problem.Invalid("currentPassword", "Is not your password.");
    private static readonly Problem None = new(409, "You have no password here; ask for a code to set one (POST /api/auth/reset), or an admin for one.");

    /// <summary>The caller's own user, or the answer that refuses it.</summary>
    public async Task<(User? User, Problem? Problem)> ProveAsync(HttpContext context, string password)
    {
        var caller = Caller.Of(context)!;
        var user = User.IdOf(caller.Subject) is { } id
            ? await database.Store.ReadAsync(reader => User.FindAsync(reader, id), context.RequestAborted)
            : null;
        if (user is null)
        {
            return (null, new Problem(404, $"{caller.Subject} is not a user."));
        }

        if (user.Hash is null)
        {
            return (null, None);
        }

        var (problem, _) = await check.CheckAsync(context, user.Email, user, password, Wrong);
        if (problem is not null)
        {
            return (null, problem);
        }

        check.Opened(context, user.Email);
        return (user, null);
    }
}
