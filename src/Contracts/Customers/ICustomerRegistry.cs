namespace Lockstep.Contracts.Customers;

/// <summary>
/// Finds out which customer somebody is who registered, and makes one where there is none. Served in the same process or over HTTP: the
/// caller can't tell.
/// </summary>
public interface ICustomerRegistry
{
    /// <summary>
    /// The customer that a user is, under the user's id: a repeat, however late, finds the customer that the first call made. Null when it
    /// is not known yet: the address is that of a customer, and nobody has shown that it reaches the user; or the customer is gone.
    /// </summary>
    Task<long?> RegisterAsync(RegisteredPerson person, CancellationToken ct);
}

/// <summary>Somebody who registered.</summary>
/// <param name="UserId">The user; its id is the key.</param>
/// <param name="CustomerId">The customer that the user is already; null for none so far.</param>
/// <param name="Name">The user's name, which a new customer gets.</param>
/// <param name="Email">The user's e-mail address, which a new customer gets.</param>
/// <param name="IsProven">Whether a code has shown that mail to the address reaches the user.</param>
public sealed record RegisteredPerson(long UserId, long? CustomerId, string Name, string Email, bool IsProven);
