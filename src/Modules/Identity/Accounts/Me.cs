using Lockstep.Contracts.Access;

namespace Lockstep.Identity.Accounts;

/// <summary>Who signed in, and what that allows.</summary>
internal sealed record Me(
    long Id, string Email, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, long? CustomerId, bool HasTotp);
