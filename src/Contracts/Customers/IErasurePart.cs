namespace Lockstep.Contracts.Customers;

/// <summary>A module that keeps what is personal about customers, besides the one that owns them.</summary>
public interface IErasurePart
{
    /// <summary>What the part keeps, as its figure is called in the answer, for example <c>orders</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Takes the customer's name and data out of everything that the module keeps. Done again it does what is left, so that an erasure that
    /// was cut off is simply repeated.
    /// </summary>
    /// <param name="customerId">The customer, who is deleted by then or about to be.</param>
    /// <param name="actor">Who wants it, for histories and the audit log.</param>
    /// <param name="ct">Ends the work between two records.</param>
    /// <returns>How many records were touched.</returns>
    Task<long> EraseAsync(long customerId, string actor, CancellationToken ct);

    /// <summary>
    /// The same of what is known by the person's address alone, as of somebody who wrote and was no customer yet. A part that keeps nothing
    /// by address need not have it.
    /// </summary>
    /// <param name="email">An address that was the person's, and is no other customer's now.</param>
    /// <param name="actor">Who wants it, for histories and the audit log.</param>
    /// <param name="ct">Ends the work between two records.</param>
    /// <returns>How many records were touched.</returns>
    Task<long> EraseAddressAsync(string email, string actor, CancellationToken ct) => Task.FromResult(0L);

    /// <summary>The same of a person who signs in; a part that keeps nothing of such persons need not have it.</summary>
    /// <param name="userId">The user, who is deleted by then.</param>
    /// <param name="ct">Ends the work between two records.</param>
    /// <returns>How many records were touched.</returns>
    Task<long> EraseUserAsync(long userId, CancellationToken ct) => Task.FromResult(0L);
}
