using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Support.Mail;

/// <summary>Which mails are asked for.</summary>
/// <param name="State">Their state; empty for all.</param>
/// <param name="TicketId">Their ticket; 0 for all.</param>
/// <param name="After">Behind this one.</param>
/// <param name="Size">How many at most.</param>
internal sealed record MailQuery(string State, long TicketId, long After, int Size)
{
    private const string All = "all";

    /// <summary>The parameters, for the document.</summary>
    public static QueryParameter[] Parameters(IReadOnlyList<string> states, string usual) =>
    [
        new("state", $"One of {string.Join(", ", states)}, or all; {usual} by default, and all with a ticketId"),
        new("ticketId", "Those of one ticket"),
        new("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
        new("after", "The value of next of the page before"),
    ];

    /// <summary>Reads the query of a request; null, and what is wrong with it, when it is not valid.</summary>
    public static (MailQuery? Query, Refusal? Refusal) Read(IQueryCollection query, IReadOnlyList<string> states, string usual)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var after = query.Number("after", 1, long.MaxValue, 0, errors);
        var ticket = query.Number("ticketId", 1, long.MaxValue, 0, errors);
        var state = query["state"] is [{ Length: > 0 } given] ? given : ticket > 0 ? All : usual;
        if (state is not All && !states.Contains(state, StringComparer.Ordinal))
        {
            errors.Add("state", $"Must be one of {string.Join(", ", states)}, or all.");
        }

        return errors.ToRefusal() is { } refusal ? (null, refusal) : (new MailQuery(state is All ? "" : state, ticket, after, size), null);
    }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next<T>(IReadOnlyList<T> rows, Func<T, long> id) =>
        rows.Count > Size ? id(rows[Size - 1]).ToString(CultureInfo.InvariantCulture) : null;
}

/// <summary>Why a mail is given up.</summary>
internal sealed record MailDiscard
{
    private const int ReasonMax = 300;

    /// <summary>Required; for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it can't be given up for that; null when it can.</summary>
    public Refusal? Refuse()
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "reason", Reason, ReasonMax);
        return errors.ToRefusal();
    }
}
