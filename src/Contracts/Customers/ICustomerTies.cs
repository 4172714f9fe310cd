namespace Lockstep.Contracts.Customers;

/// <summary>
/// What one module has under way for customers, and would have for nobody when they were deleted. Served in the same process or over HTTP:
/// the caller can't tell.
/// </summary>
public interface ICustomerTies
{
    /// <summary>Names what is under way for a customer, the oldest first, as <c>order 17 (NEW)</c>; nothing when nothing is.</summary>
    /// <param name="customerId">The customer, whether there is one or not.</param>
    /// <param name="limit">The most that are named.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlyList<string>> ListAsync(long customerId, int limit, CancellationToken ct);
}
