using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;

namespace Lockstep.Support.MailOut;

/// <summary>What became of an answer by mail, as the API answers it.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="State">
/// <c>waiting</c> to be sent; <c>sent</c>; <c>skipped</c>, for there was nobody to write to; <c>aside</c>, for people to look at;
/// <c>returned</c>, for it went out and came back; <c>discarded</c>.
/// </param>
/// <param name="Reason">Why it is not out, the last time.</param>
/// <param name="TicketId">Its ticket.</param>
/// <param name="CommentId">The comment that it tells.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is tried next, in UTC; null when it is not.</param>
/// <param name="CreatedAt">When it was noted down, in UTC.</param>
internal sealed record OutgoingMailView(
    long Id, string State, string? Reason, long TicketId, long CommentId, long Attempts, DateTimeOffset? DueAt, DateTimeOffset CreatedAt)
{
    /// <summary>Where they are.</summary>
    public static MailRows<OutgoingMailView> Rows { get; } = new(
        "outgoing_mails", "id, state, reason, ticket_id, comment_id, attempts, case when state = 'waiting' then due_at end, at", "null",
        Read, static mail => mail.Id);

    private static OutgoingMailView Read(Row row) => new(
        row.Int64(0), row.Text(1), row.TextOrNull(2), row.Int64(3), row.Int64(4), row.Int64(5), row.InstantOrNull(6), row.Instant(7));
}

/// <summary>A page of answers by mail.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record OutgoingMailPage(IReadOnlyList<OutgoingMailView> Items, string? Next);

/// <summary>The JSON of what is said and answered about them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OutgoingMailPage))]
[JsonSerializable(typeof(OutgoingMailView))]
internal sealed partial class OutgoingMailJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static OutgoingMailJson Wire { get; } = new(JsonBodies.Wire());
}
