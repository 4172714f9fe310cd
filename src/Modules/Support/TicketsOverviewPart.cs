using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
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

    private static async ValueTask<byte[]> WriteAsync(IReader reader, Ticket ticket, bool isOwn)
    {
        var comments = await CommentTable.ListAsync(reader, ticket.Id, 0, int.MaxValue, isOwn);
        var files = await AttachmentTable.ListAsync(reader, ticket.Id, isOwn);
        return PageWriter.Item(ticket, (json, one) =>
        {
            using var members = JsonDocument.Parse(TicketRecord.Table.ToJson(one));
            foreach (var member in members.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }

            json.WritePropertyName("comments");
            JsonSerializer.Serialize(json, comments, CommentPageJson.Wire.IReadOnlyListTicketComment);
            json.WritePropertyName("files");
            JsonSerializer.Serialize(json, files, AttachmentJson.Wire.IReadOnlyListTicketAttachment);
        });
    }
}
