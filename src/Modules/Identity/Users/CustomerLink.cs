using Lockstep.Contracts.Customers;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Users;

/// <summary>The customer that a user is: there must be one, for the user would get whatever its id is given to later.</summary>
/// <param name="directories">Crm's; empty where Identity runs without it, and believes what it is told.</param>
internal sealed class CustomerLink(IEnumerable<ICustomerDirectory> directories)
{
    /// <summary>A 400 when there is no such customer; null when there is, or when none is named.</summary>
    public async ValueTask<Refusal?> RefuseUnknownAsync(long? customerId, CancellationToken ct) =>
        customerId is { } id && directories.FirstOrDefault() is { } directory && await directory.FindNameAsync(id, ct) is null
            ? Refusal.Invalid("customerId", $"There is no customer {id}.")
            : null;
}
