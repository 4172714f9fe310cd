namespace Lockstep.Support.Comments;

/// <summary>A comment to be added, checked as far as that goes without the database.</summary>
internal sealed record NewComment
{
    /// <summary>What it says.</summary>
    public required string Body { get; init; }

    /// <summary>Whether customers see it.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>Whether it is of the customer's side: who waits for the customer then waits no more.</summary>
    public required bool IsFromCustomer { get; init; }

    /// <summary>The name of who wrote it.</summary>
    public required string AuthorName { get; init; }

    /// <summary>The users who are to see it, who are there.</summary>
    public IReadOnlyList<long> Mentions { get; init; } = [];

    /// <summary>The step that the ticket takes with it, as it is kept; null for the one that follows by itself.</summary>
    public string? Status { get; init; }
}
