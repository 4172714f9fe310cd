namespace Lockstep.Contracts.Customers;

/// <summary>
/// What one module keeps about a customer, for the export of all of it that the gateway puts together. It is asked page by page until there
/// is no next one; where it fails the whole export does, so that nothing is missing in silence.
/// </summary>
public interface IExportPart
{
    /// <summary>
    /// The JSON names of the members that it has something for, as in <c>orders</c>. What several parts have for one member stands in it
    /// one behind the other.
    /// </summary>
    IReadOnlyList<string> Sections { get; }

    /// <summary>The permission that a caller needs for it.</summary>
    string Permission { get; }

    /// <summary>
    /// The permission that is enough for the customer itself; null when customers do not see it: it is withheld from them then, and the
    /// export says so.
    /// </summary>
    string? OwnPermission { get; }

    /// <summary>A page of a section, in one snapshot.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct);
}

/// <summary>What an export asks of a part.</summary>
/// <param name="Section">One of its sections.</param>
/// <param name="CustomerId">The customer, whether there is one or not.</param>
/// <param name="IsOwn">Whether the customer itself asks, who sees of a ticket only what is public.</param>
/// <param name="After"><see cref="ExportPage.Next"/> of the page before; null for the first one.</param>
public sealed record ExportQuestion(string Section, long CustomerId, bool IsOwn, string? After)
{
    /// <summary>The section with the customer itself, which has one item or, where there is no such customer, none.</summary>
    public const string Customer = "customer";

    /// <summary>The section with what the records are called in other systems.</summary>
    public const string Links = "links";

    /// <summary>The section with the versions of the records, as far as these were the customer's in them.</summary>
    public const string History = "history";

    /// <summary>
    /// The customers that were merged into this one, and are the same person: what is kept about it may still name them.
    /// </summary>
    public IReadOnlyList<long> Merged { get; init; } = [];

    /// <summary>Whether an id is the person's: the customer's, or that of one that was merged into it.</summary>
    public bool IsOf(long? customerId) => customerId is { } id && (id == CustomerId || Merged.Contains(id));
}

/// <summary>A page of a section.</summary>
/// <param name="Items">
/// Each as JSON in UTF-8; there may be none although there is a next page. One that is too large for a page is cut into several, each
/// behind a comma of it, which is left out.
/// </param>
/// <param name="Next">Where the next page goes on, for the part alone to understand; null on the last one.</param>
public sealed record ExportPage(IReadOnlyList<byte[]> Items, string? Next)
{
    /// <summary>Of the section with the customer itself: the customers that were merged into it.</summary>
    public IReadOnlyList<long> Merged { get; init; } = [];

    /// <summary>
    /// Of the section with the customer itself: whether records are still on their way to it or from it, so that an export would miss some.
    /// </summary>
    public bool IsMoving { get; init; }
}
