namespace Lockstep.Contracts.Orders;

/// <summary>
/// What other modules may ask about orders. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface IOrderDirectory
{
    /// <summary>Whose orders are, in one read: the customer of each, null for a guest's; orders that there are not are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, long?>> FindCustomersAsync(IReadOnlyCollection<long> orderIds, CancellationToken ct);
}
