using Lockstep.Contracts.Access;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Lockstep.Support.Clocks;
using Instant = Lockstep.Runtime.Records.InstantField<Lockstep.Contracts.Tickets.Ticket, Lockstep.Support.Tickets.TicketInput>;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Tickets.Ticket, Lockstep.Support.Tickets.TicketInput>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Tickets.Ticket, Lockstep.Support.Tickets.TicketInput>;

namespace Lockstep.Support.Tickets;

/// <summary>A ticket, told once. What clients say stands first; what follows from it (<see cref="TicketTimes"/>) behind.</summary>
internal static class TicketRecord
{
    public const string Kind = "ticket";
    public const int TextMax = 20_000;
    public const int EmailMax = 180;
    private const int SubjectMax = 200;

    public static readonly RecordTable<Ticket, TicketInput> Table = new(
        Kind, "tickets", [.. Naming(), .. Said(), .. Handled(), .. Following()],
            new RecordSearch("tickets_search", OwnColumn: "own_search"))
    {
        Json = ContractsJson.Wire.Ticket,
        Make = Make,
        WithId = static (ticket, id) => ticket with { Id = id },
        Owner = new("customer_id", static ticket => ticket.CustomerId),
        SearchedBeside = SaidOfTickets.ReadAsync,
    };

    /// <summary>That people may give it fields.</summary>
    public static readonly CustomFieldKind Fields = CustomFieldKind.Of<TicketFieldCreated, TicketFieldChanged, TicketFieldDeleted>(
        Kind, "tickets", Permissions.TicketsRead);

    public static readonly RecordReads<Ticket, TicketInput> Reads = new(
        Table,
        ("tag", new ListFilter(
            "id in (select ticket_id from ticket_tags where tag = {0})", static text => TicketTags.Read(text) is { } tag ? (SqlValue?)tag
                : null, "a tag")),
        ("mentioned", ListFilter.Number("id") with
        {
            Condition = "id in (select ticket_id from ticket_mentions where user_id = {0})", IsForStaff = true,
        }),
        ("dueBefore", ListFilter.Since("due_at") with { Condition = "due_at < {0}", Sort = "dueAt" }))
    {
        Permission = Permissions.TicketsRead,
        OwnPermission = Permissions.TicketsReadOwn,
    };

    /// <summary>By what it is known, and about whom it is.</summary>
    private static IEnumerable<RecordField<Ticket, TicketInput>> Naming() =>
    [
        new Text("externalId", "external_id", t => t.ExternalId, i => i.ExternalId, (i, v) => i.ExternalId = v)
        {
            Rule = Rules.Key(), Filter = ListFilter.Key("external_key"), Key = "external_key", Folding = Keys.Fold, Reader = Keys.Clean,
            Headers = "?ticketid ?ticketnumber ?number", IsKept = true, IsSearched = true,
        },
        new Text("source", "source", t => t.Source, i => i.Source, (i, v) => i.Source = v)
        {
            Rule = Rules.Key(), Filter = ListFilter.Key("source_key"), Key = "source_key", Folding = Keys.Fold, Reader = Keys.Clean,
            Headers = "", IsKept = true,
        },
        new Number("customerId", "customer_id", t => t.CustomerId, i => i.CustomerId, (i, v) => i.CustomerId = v)
        {
            Filter = ListFilter.Number("customer_id"), Headers = "", IsKept = true,
        },
        new Number("orderId", "order_id", t => t.OrderId, i => i.OrderId, (i, v) => i.OrderId = v)
        {
            Filter = ListFilter.Number("order_id"), Headers = "", IsKept = true, IsOwn = true,
        },
        new Text("requester", "requester", t => t.Requester, i => i.Requester, (i, v) => i.Requester = v)
        {
            Key = "requester_key", Folding = Email.Key, Reader = Keys.Clean, Rule = Rules.Email(EmailMax),
            Filter = ListFilter.Email("requester_key"), Headers = "email emailaddress ?from", IsKept = true, IsSearched = true,
        },
    ];

    /// <summary>What it is about.</summary>
    private static IEnumerable<RecordField<Ticket, TicketInput>> Said() =>
    [
        new Text("subject", "subject", t => t.Subject, i => i.Subject, (i, v) => i.Subject = v)
        {
            Rule = Rules.Required(SubjectMax), Headers = "title ?summary ?issue", IsKept = true, IsSearched = true, IsOwn = true,
        },
        new Text("description", "description", t => t.Description, i => i.Description, (i, v) => i.Description = v)
        {
            Rule = Rules.Text(TextMax, breaks: true), Headers = "body ?text ?details", IsSearched = true, IsOwn = true,
        },
    ];

    /// <summary>Who looks after it, and how far that is.</summary>
    private static IEnumerable<RecordField<Ticket, TicketInput>> Handled() =>
    [
        new Text("priority", "priority", t => t.Priority, i => i.Priority, (i, v) => i.Priority = v)
        {
            Rule = Rules.OneOf(TicketPriority.All), Filter = ListFilter.OneOf("priority", TicketPriority.All), Headers = "", IsKept = true,
            Reader = TicketPriority.Read,
        },
        new Text("status", "status", t => t.Status, i => i.Status, (i, v) => i.Status = v)
        {
            Rule = Rules.OneOf(TicketStatus.All), Headers = "state", IsKept = true, Reader = TicketStatus.Read, IsOwn = true,
            Filter = new ListFilter(
                "status = {0}", static text => TicketStatus.Parse(text) is { } status ? (SqlValue?)status : null,
                "one of " + string.Join(", ", TicketStatus.All)),
        },
        new Number("assignee", "assignee", t => t.Assignee, i => i.Assignee, (i, v) => i.Assignee = v)
        {
            Filter = ListFilter.Number("assignee"), Headers = "",
        },
        new Text("queue", "queue", t => t.Queue, i => i.Queue, (i, v) => i.Queue = v)
        {
            Rule = Rules.Key(), Key = "queue_key", Folding = Keys.Fold, Reader = Keys.Clean, Filter = ListFilter.Key("queue_key"),
            Headers = "?team ?group",
        },
        new Text("tags", "tags", t => TicketTags.Join(t.Tags), i => TicketTags.Join(i.Tags), (i, v) => i.Tags = TicketTags.Split(v))
        {
            Rule = TicketTags.Rule, Reader = TicketTags.Read, Headers = "labels", IsList = true,
        },
        new CustomValuesField<Ticket, TicketInput>(t => t.Custom, i => i.Custom, (i, v) => i.Custom = v) { Headers = "", IsKept = true },
    ];

    /// <summary>What follows from the rest.</summary>
    private static IEnumerable<RecordField<Ticket, TicketInput>> Following() =>
    [
        new Instant(
            "firstAnswerDueAt", "first_answer_due_at", t => t.FirstAnswerDueAt, i => i.Times?.FirstAnswerDueAt,
            (i, v) => i.Following.FirstAnswerDueAt = v!.Value),
        new Instant(
            "firstAnsweredAt", "first_answered_at", t => t.FirstAnsweredAt, i => i.Times?.FirstAnsweredAt,
            (i, v) => i.Following.FirstAnsweredAt = v),
        new Instant("dueAt", "due_at", t => t.DueAt, i => i.Times?.DueAt, (i, v) => i.Following.DueAt = v!.Value) { IsSorted = true },
        new Instant("resolvedAt", "resolved_at", t => t.ResolvedAt, i => i.Times?.ResolvedAt, (i, v) => i.Following.ResolvedAt = v),
        new Instant("pausedAt", "paused_at", t => t.PausedAt, i => i.Times?.PausedAt, (i, v) => i.Following.PausedAt = v),
        new Number(
            "pausedSeconds", "paused_seconds", t => t.PausedSeconds, i => i.Times?.PausedSeconds,
            (i, v) => i.Following.PausedSeconds = v!.Value),
        new Instant(
            "lastCommentAt", "last_comment_at", t => t.LastCommentAt, i => i.Times?.LastCommentAt, (i, v) => i.Following.LastCommentAt = v),
        new Instant(
            "firstAnswerEscalatedAt", "first_answer_escalated_at", t => t.FirstAnswerEscalatedAt, i => i.Times?.FirstAnswerEscalatedAt,
            (i, v) => i.Following.FirstAnswerEscalatedAt = v),
        new Instant("escalatedAt", "escalated_at", t => t.EscalatedAt, i => i.Times?.EscalatedAt, (i, v) => i.Following.EscalatedAt = v),
        new Number("mergedInto", "merged_into", t => t.MergedInto, i => i.Times?.MergedInto, (i, v) => i.Following.MergedInto = v)
        {
            Filter = ListFilter.Number("merged_into"),
        },
    ];

    private static Ticket Make(TicketInput input, RecordStamp stamp, Ticket? before)
    {
        var times = input.Times ?? (before is null ? new TicketTimes() : TicketTimes.Of(before));
        return times.On(new Ticket
        {
            Id = stamp.Id,
            CustomerId = input.CustomerId,
            OrderId = input.OrderId,
            ExternalId = input.ExternalId,
            Source = input.Source,
            Requester = input.Requester,
            Subject = input.Subject!,
            Description = input.Description,
            Priority = input.Priority ?? TicketPriority.Normal,
            Status = input.Status ?? before?.Status ?? TicketStatus.Open,
            Assignee = input.Assignee,
            Queue = input.Queue,
            Tags = TicketTags.Split(TicketTags.Join(input.Tags)),
            FirstAnswerDueAt = default,
            DueAt = default,
            PausedSeconds = 0,
            Custom = input.Custom,
            Version = stamp.Version,
            CreatedAt = stamp.CreatedAt,
            UpdatedAt = stamp.UpdatedAt,
        });
    }
}
