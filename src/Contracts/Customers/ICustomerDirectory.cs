namespace Lockstep.Contracts.Customers;

/// <summary>
/// What other modules may ask about customers. Served in the same process or over HTTP: the caller can't tell.
/// </summary>
public interface ICustomerDirectory
{
    /// <summary>The name of a customer, or null when there is none with this id (it was deleted, or merged into another one).</summary>
    ValueTask<string?> FindNameAsync(long customerId, CancellationToken ct);

    /// <summary>
    /// The customers as they are now, one for each key and in their order; null where there is none. The keys of one that was merged into
    /// another, its id too, lead to that one.
    /// </summary>
    ValueTask<IReadOnlyList<CustomerName?>> FindAsync(IReadOnlyList<CustomerKey> keys, CancellationToken ct);

    /// <summary>
    /// Customers as a whole, however many in one read, by their ids; those that are gone are left out, and for one that was merged into
    /// another stands that one. Whether the caller may see them is
    /// for whoever asks to know.
    /// </summary>
    ValueTask<IReadOnlyDictionary<long, Customer>> ReadAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>The names alone of such customers.</summary>
    async ValueTask<IReadOnlyDictionary<long, string>> ReadNamesAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        (await ReadAsync(customerIds, ct)).ToDictionary(static customer => customer.Key, static customer => customer.Value.Name);

    /// <summary>
    /// The ids of the customers that somebody may mean by a text, as the search of customers finds them. Whether the caller may see them
    /// is for whoever asks to know.
    /// </summary>
    /// <param name="text">At least one word, at most ten.</param>
    /// <param name="limit">The most, at least 1; the best come first.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct);

    /// <summary>How many customers there are.</summary>
    ValueTask<long> CountAsync(CancellationToken ct);
}

/// <summary>Names a customer, by one of three.</summary>
/// <param name="Id">Its id; the other two count only without it.</param>
/// <param name="External">Its id in the system it came from.</param>
/// <param name="Email">Its e-mail, in any case.</param>
public sealed record CustomerKey(long? Id, ExternalKey? External, string? Email);

/// <summary>A customer as other modules must know it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record CustomerName(long Id, string Name);
