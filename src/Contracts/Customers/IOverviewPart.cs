namespace Lockstep.Contracts.Customers;

/// <summary>
/// What one module knows about a customer, for the overview that the gateway puts together. The parts are asked at once, each within its
/// time: one that hangs or fails is named as missing, and the others are shown without it.
/// </summary>
public interface IOverviewPart
{
    /// <summary>
    /// The JSON names of the members that it gives, that of its records first: <c>orders</c>, <c>moneyOwed</c>. The first one also names it
    /// among the sources.
    /// </summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The permission that a caller needs to see the part; without it the part is left out.</summary>
    string Permission { get; }

    /// <summary>The permission that is enough for the customer itself; null when customers do not see the part.</summary>
    string? OwnPermission { get; }

    /// <summary>
    /// What is known, all of it in one snapshot; null when there is nothing that it could be known of, the customer itself for example.
    /// </summary>
    /// <param name="question">What is asked.</param>
    /// <param name="ct">Ends the wait. Whoever goes on all the same keeps one of the places of its source taken.</param>
    ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct);
}

/// <summary>What an overview asks of a part.</summary>
/// <param name="CustomerId">The customer, whether there is one or not.</param>
/// <param name="IsOwn">Whether the customer itself asks, who sees of a record only the versions in which it was theirs.</param>
public sealed record OverviewQuestion(long CustomerId, bool IsOwn)
{
    /// <summary>The most records of a list, the newest.</summary>
    public const int RecordsMax = 100;

    /// <summary>The most changes, the newest.</summary>
    public const int ChangesMax = 20;
}

/// <summary>What a part knows.</summary>
/// <param name="Members">JSON in UTF-8, one for each of the names of the part and in their order.</param>
public sealed record OverviewAnswer(params IReadOnlyList<byte[]> Members)
{
    /// <summary>The newest changes of the records of the part.</summary>
    public IReadOnlyList<OverviewChange> Changes { get; init; } = [];

    /// <summary>What the records of the part are called in other systems.</summary>
    public IReadOnlyList<OverviewLink> Links { get; init; } = [];
}

/// <summary>One change of a record of a customer.</summary>
/// <param name="Kind">The word for one, as in <c>order</c>.</param>
/// <param name="Id">The record.</param>
/// <param name="Version">The version that the change made.</param>
/// <param name="Change"><c>created</c> or <c>changed</c>; what was deleted belongs to nobody any more.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">Who, for example <c>user:1</c>.</param>
/// <param name="Fields">JSON names of the changed fields.</param>
public sealed record OverviewChange(
    string Kind, long Id, long Version, string Change, DateTimeOffset At, string Actor, IReadOnlyList<string> Fields);

/// <summary>What a record is called elsewhere.</summary>
/// <param name="Kind">The word for one, as in <c>order</c>.</param>
/// <param name="Id">The record here.</param>
/// <param name="Field">The JSON name of the field that says so, for example <c>externalId</c>.</param>
/// <param name="Source">The system; null when it is not known by name.</param>
/// <param name="Value">What it is called there.</param>
public sealed record OverviewLink(string Kind, long Id, string Field, string? Source, string Value);
