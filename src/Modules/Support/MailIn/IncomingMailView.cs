using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;

namespace Lockstep.Support.MailIn;

/// <summary>What became of a mail that came, as the API answers it.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="State">
/// <c>taken</c> into a ticket; <c>ignored</c>; <c>aside</c>, for people to look at; <c>again</c>, to be tried once more;
/// <c>discarded</c>; <c>reading</c> at this moment.
/// </param>
/// <param name="Reason">Why it made no ticket.</param>
/// <param name="From">Its sender.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">The whole text, quotes and all, for as long as it is kept; told of one mail only.</param>
/// <param name="TicketId">The ticket that it went into.</param>
/// <param name="CommentId">The comment that it became; null when the ticket itself came from it.</param>
/// <param name="Attempts">How often its reading began.</param>
/// <param name="Uid">Its number in the folder of the box.</param>
/// <param name="ArrivedAt">When it reached the box, in UTC.</param>
internal sealed record IncomingMailView(
    long Id, string State, string? Reason, string? From, string? Subject, string? Text, long? TicketId, long? CommentId, long Attempts,
        long Uid,
    DateTimeOffset ArrivedAt)
{
    public const string Kind = "incoming mail";
    public static readonly string[] States =
        [IncomingMails.Taken, IncomingMails.Ignored, IncomingMails.Aside, IncomingMails.Again, "discarded", IncomingMails.Reading];

    /// <summary>Some mails, in the order in which their reading began.</summary>
    public static ValueTask<IReadOnlyList<IncomingMailView>> ListAsync(IReader reader, MailQuery query) => reader.QueryAsync(
        $"""
        select {Columns}, null from incoming_mails
        where id > $1 and {(query.State.Length > 0 ? "state = $2" : "$2 = ''")} and {(query.TicketId > 0 ? "ticket_id = $3" : "$3 = 0")}
        order by id limit $4
        """,
        Read, query.After, query.State, query.TicketId, query.Size + 1);

    /// <summary>One mail; null when there is none.</summary>
    public static ValueTask<IncomingMailView?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns}, body from incoming_mails where id = $1", Read, id);

    private const string Columns = "id, state, reason, sender, subject, ticket_id, comment_id, attempts, uid, at";

    private static IncomingMailView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(10), row.Int64OrNull(5),
        row.Int64OrNull(6), row.Int64(7), row.Int64(8), row.Instant(9));
}

/// <summary>A page of mails that came.</summary>
/// <param name="Items">In the order in which their reading began.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record IncomingMailPage(IReadOnlyList<IncomingMailView> Items, string? Next);

/// <summary>The JSON of what is said and answered about mails that came.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(IncomingMailPage))]
[JsonSerializable(typeof(IncomingMailView))]
[JsonSerializable(typeof(MailDiscard))]
internal sealed partial class IncomingMailJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static IncomingMailJson Wire { get; } = new(JsonBodies.Wire());
}
