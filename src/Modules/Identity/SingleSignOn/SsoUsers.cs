using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The users who are linked with somebody at the outside provider.</summary>
internal static class SsoUsers
{
    /// <summary>The user linked with issuer and subject; null when there is none.</summary>
    public static ValueTask<User?> FindAsync(IReader reader, string link) =>
        reader.FirstAsync($"select {User.Columns} from users u where u.sso_subject = $1", User.Read, link);
}
