namespace Lockstep.Contracts.Customers;

/// <summary>What one module knows about a customer, for the overview that the gateway puts together.</summary>
public interface IOverviewPart
{
    /// <summary>The JSON name of the part, for example <c>packages</c>.</summary>
    string Name { get; }

    /// <summary>The permission that a caller needs to see the part; without it the part is left out.</summary>
    string Permission { get; }

    /// <summary>The permission that is enough for the customer itself; null when customers do not see the part.</summary>
    string? OwnPermission { get; }

    /// <summary>The part as JSON in UTF-8, at most the newest 100 records of a list; null when the module knows nothing of the customer.</summary>
    ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct);
}
