using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Attachments;
using Lockstep.Support.Comments;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>
/// The newest tickets of a customer, for its overview; for its export all of them, with what was said and the list of their files.
/// </summary>
internal sealed class TicketsOverviewPart(SupportDatabase database) : IOverviewPart, IExportPart
{
    private const int CommentsPage = 50;
    private static readonly RecordOverview<Ticket, TicketInput> Records = new(TicketRecord.Table);
    private static readonly RecordExport<Ticket, TicketInput> Export = new(TicketRecord.Table) { LinksOf = LinksOf, Write = WriteAsync };

    public IReadOnlyList<string> Names { get; } = ["tickets"];

    public IReadOnlyList<string> Sections { get; } = ["tickets", ExportQuestion.Links, ExportQuestion.History];

    public string Permission => Permissions.TicketsRead;

    public string OwnPermission => Permissions.TicketsReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync<OverviewAnswer?>(
        async reader =>
        {
            var tickets = await Records.NewestAsync(reader, question);
            return new OverviewAnswer(JsonSerializer.SerializeToUtf8Bytes(tickets, ContractsJson.Wire.IReadOnlyListTicket))
            {
                Changes = await Records.ChangesAsync(reader, question),
                Links = [.. tickets.SelectMany(LinksOf)],
            };
        },
        ct);

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync(reader => Export.ReadAsync(reader, question), ct);

    private static IEnumerable<OverviewLink> LinksOf(Ticket ticket) => ticket.ExternalId is { } id
        ? [new OverviewLink(TicketRecord.Kind, ticket.Id, "externalId", ticket.Source, id)]
        : [];

    /// <summary>What is said fills pages of its own: the ticket comes with the first ones, its files with the last ones.</summary>
    private static async ValueTask<ExportPage> WriteAsync(IReader reader, Ticket ticket, bool isOwn, string? within)
    {
        var after = within is null ? 0 : long.Parse(within, CultureInfo.InvariantCulture);
        var comments = await CommentTable.ListAsync(reader, ticket.Id, after, CommentsPage + 1, isOwn);
        var isLast = comments.Count <= CommentsPage;

        // The page before said that there is more: to end here would make half an export look whole.
        if (within is not null && comments.Count == 0)
        {
            throw new IOException($"What was said on ticket {ticket.Id} went while it was read.");
        }

        var files = isLast ? await AttachmentTable.ListAsync(reader, ticket.Id, isOwn) : [];
        var shown = comments.Take(CommentsPage).ToList();
        var head = within is null ? $"{Encoding.UTF8.GetString(TicketRecord.Table.ToJson(ticket))[..^1]},\"comments\":[" : "";
        var said = string.Join(',', shown.Select(static one => JsonSerializer.Serialize(one, ContractsJson.Wire.TicketComment)));
        var tail = isLast
            ? $"],\"files\":{JsonSerializer.Serialize(files, AttachmentJson.Wire.IReadOnlyListTicketAttachment)}}}"
            : "";
        return new ExportPage(
            [Encoding.UTF8.GetBytes($"{head}{said}{tail}")], isLast ? null : shown[^1].Id.ToString(CultureInfo.InvariantCulture));
    }
}
