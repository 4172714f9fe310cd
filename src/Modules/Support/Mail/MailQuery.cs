using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
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

    /// <summary>What people look for: mails that were put aside.</summary>
    private const string Usual = "aside";

    /// <summary>The parameters, for the document.</summary>
    public static QueryParameter[] Parameters(IReadOnlyList<string> states) =>
    [
        new("state", $"One of {string.Join(", ", states)}, or all; {Usual} by default, and all with a ticketId"),
        new("ticketId", "Those of one ticket"),
        new("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
        new("after", "The value of next of the page before"),
    ];

    /// <summary>Reads the query of a request; null, and what is wrong with it, when it is not valid.</summary>
    public static (MailQuery? Query, Refusal? Refusal) Read(IQueryCollection query, IReadOnlyList<string> states)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var after = query.Number("after", 1, long.MaxValue, 0, errors);
        var ticket = query.Number("ticketId", 1, long.MaxValue, 0, errors);
        var state = query["state"] is [{ Length: > 0 } given] ? given : ticket > 0 ? All : Usual;
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

/// <summary>The rows of mails of one way.</summary>
/// <param name="table">Their table.</param>
/// <param name="columns">What is read of each.</param>
/// <param name="more">What is read of one besides; null of each of many.</param>
/// <param name="read">Makes a mail of a row.</param>
/// <param name="id">The id of a mail.</param>
internal sealed class MailRows<T>(string table, string columns, string more, RowReader<T> read, Func<T, long> id)
    where T : class
{
    public Func<T, long> Id => id;

    /// <summary>Some mails, in the order of their ids, and one more where there are more.</summary>
    public ValueTask<IReadOnlyList<T>> ListAsync(IReader reader, MailQuery query) => reader.QueryAsync(
        $"""
        select {columns}, null from {table}
        where id > $1 and {(query.State.Length > 0 ? "state = $2" : "$2 = ''")} and {(query.TicketId > 0 ? "ticket_id = $3" : "$3 = 0")}
        order by id limit $4
        """,
        read, query.After, query.State, query.TicketId, query.Size + 1);

    /// <summary>Whole mails, in the order of their ids.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="ids">SQL for the ids; it limits them.</param>
    /// <param name="values">Its parameters.</param>
    public ValueTask<IReadOnlyList<T>> WholeAsync(IReader reader, string ids, params SqlValue[] values) => reader.QueryAsync(
        $"select {columns}, {more} from {table} where id in ({ids}) order by id", read, values);

    /// <summary>One mail; null when there is none.</summary>
    public ValueTask<T?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {columns}, {more} from {table} where id = $1", read, id);
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
