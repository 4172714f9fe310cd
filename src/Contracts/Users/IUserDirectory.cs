namespace Lockstep.Contracts.Users;

/// <summary>
/// What other modules may ask about people who sign in. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IUserDirectory
{
    /// <summary>The users with some ids, in one read, whoever is disabled too; those that are gone are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, UserName>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct);
}

/// <summary>A user as other modules must know it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Email">What it signs in with.</param>
/// <param name="Roles">Its roles; none while it is disabled.</param>
public sealed record UserName(long Id, string Name, string Email, IReadOnlyList<string> Roles);
