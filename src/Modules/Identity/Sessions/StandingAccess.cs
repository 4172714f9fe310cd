using Lockstep.Contracts.Access;
using Lockstep.Identity.Clients;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Sessions;

/// <summary>What people and API clients may do while they are not there, for other modules.</summary>
internal sealed class StandingAccess(IdentityDatabase database, IOptions<RoleOptions> roles) : IStandingAccess
{
    private const string ClientPrefix = "client:";
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>(StringComparer.Ordinal);

    public async ValueTask<IReadOnlySet<string>> FindAsync(string subject, CancellationToken ct)
    {
        if (UserAccount.IdOf(subject) is { } id)
        {
            var user = await database.Store.AskAsync(reader => UserAccount.FindAsync(reader, id), ct);
            return user is { Disabled: false } && !roles.Value.LacksSecondFactor(user) ? Permissions.Of(user.Roles) : Nothing;
        }

        var client = subject.StartsWith(ClientPrefix, StringComparison.Ordinal)
            ? await database.Store.AskAsync(reader => ClientTable.FindAsync(reader, subject[ClientPrefix.Length..]), ct)
            : null;
        return client is { Disabled: false } ? ClientRules.Granted(client.Roles, client.Scopes) : Nothing;
    }
}
