namespace Lockstep.Contracts.Customers;

/// <summary>
/// What other modules may ask about customers. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface ICustomerDirectory
{
    /// <summary>The name of a customer, or null when there is none with this id (or it was deleted).</summary>
    ValueTask<string?> FindNameAsync(long customerId, CancellationToken ct);
}
