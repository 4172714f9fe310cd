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
    long Uid, DateTimeOffset ArrivedAt)
{
    /// <summary>Where they are.</summary>
    public static MailRows<IncomingMailView> Rows { get; } = new(
        "incoming_mails", "id, state, reason, sender, subject, ticket_id, comment_id, attempts, uid, at", "body", Read,
        static mail => mail.Id);

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
