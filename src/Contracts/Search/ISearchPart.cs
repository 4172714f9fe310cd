namespace Lockstep.Contracts.Search;

/// <summary>
/// One kind of record, as the search over all kinds asks for it. The parts are asked at once, each within its time: one that hangs or
/// fails is named as missing, and the others are shown without it.
/// </summary>
public interface ISearchPart
{
    /// <summary>The word for one, as in <c>customer</c>.</summary>
    string Kind { get; }

    /// <summary>The permissions of which one is enough to find every record; that of the list first.</summary>
    IReadOnlyList<string> Permissions { get; }

    /// <summary>The permission that is enough to find what is one's own; null when there is none.</summary>
    string? OwnPermission { get; }

    /// <summary>The best hits, in no order.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="ct">Ends the wait. Whoever goes on all the same keeps one of the places of its source taken.</param>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct);
}

/// <summary>What a search asks of a kind.</summary>
/// <param name="Text">The text, checked: at least one word, at most ten.</param>
/// <param name="Limit">The most hits, at least 1.</param>
/// <param name="Only">The customer whose records are reached; null when all are.</param>
public sealed record SearchQuestion(string Text, int Limit, long? Only);

/// <summary>A record that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Match">How well it fits.</param>
/// <param name="Record">The record as its list answers it, JSON in UTF-8.</param>
public sealed record SearchHit(long Id, SearchMatch Match, byte[] Record);

/// <summary>How well a record fits, the best first.</summary>
public enum SearchMatch
{
    /// <summary>The text is its id, its SKU, its e-mail address, or what it is called elsewhere.</summary>
    Exact = 0,

    /// <summary>One of its texts begins with the text.</summary>
    Prefix = 1,

    /// <summary>It holds all the words.</summary>
    Words = 2,
}
