namespace Lockstep.Contracts.Tickets;

/// <summary>What somebody said about a ticket. It is never changed.</summary>
public sealed record TicketComment
{
    /// <summary>Given by Lockstep; grows with each comment of any ticket.</summary>
    public required long Id { get; init; }

    /// <summary>The ticket; after a merge the one that was kept.</summary>
    public required long TicketId { get; init; }

    /// <summary>
    /// Who wrote it, as histories name them: <c>user:5</c>, <c>client:shop</c>, <c>mail:customer-42</c>, <c>mail:unknown</c>.
    /// </summary>
    public required string Author { get; init; }

    /// <summary>Their name, for people.</summary>
    public required string AuthorName { get; init; }

    /// <summary><c>customer</c> or <c>staff</c>.</summary>
    public required string From { get; init; }

    /// <summary><c>public</c>, or <c>internal</c> for what customers neither see nor find.</summary>
    public required string Visibility { get; init; }

    /// <summary>1 to 20,000 characters; may hold line breaks; plain text.</summary>
    public required string Body { get; init; }

    /// <summary>The users who are to see it, by their ids; at most 20.</summary>
    public required IReadOnlyList<long> Mentions { get; init; }

    /// <summary>When it came, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
