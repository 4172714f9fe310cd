using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Values;
using Lockstep.Support.Schema;

namespace Lockstep.Support.MailIn;

/// <summary>
/// The mails of a customer, for its export: those that came for its tickets, whoever sent them, and those that came from its address,
/// whatever became of them, with their texts for as long as these are kept. Withheld from the customer itself: an address proves nobody.
/// </summary>
internal sealed class MailsExportPart(SupportDatabase database, ICustomerDirectory customers) : IExportPart
{
    /// <summary>A text has 64 KiB at most.</summary>
    private const int PageMails = 20;

    /// <summary>Each by an index; the last two are those of <see cref="Mail.IncomingMails"/> that came for a ticket.</summary>
    private const string Ids = """
        select id from (
          select id from incoming_mails where sender_key = $1
          union select m.id from tickets t join incoming_mails m on m.ticket_id = t.id where t.customer_id = $2 and m.made_on is null
          union select m.id from tickets t join incoming_mails m on m.made_on = t.id where t.customer_id = $2) as mine
        where id > $3 order by id limit $4
        """;

    public IReadOnlyList<string> Sections { get; } = ["mails"];

    public string Permission => Permissions.TicketsRead;

    public string? OwnPermission => null;

    public async ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct)
    {
        var after = question.After is { } place ? long.Parse(place, CultureInfo.InvariantCulture) : 0;
        var known = await customers.ReadAsync([question.CustomerId], ct);
        var address = Email.Key(known.GetValueOrDefault(question.CustomerId)?.Email) ?? "";
        var mails = await database.Store.ReadAsync(
            reader => IncomingMailView.Rows.WholeAsync(reader, Ids, address, question.CustomerId, after, PageMails), ct);
        return new ExportPage(
            [.. mails.Select(static mail => JsonSerializer.SerializeToUtf8Bytes(mail, IncomingMailJson.Wire.IncomingMailView))],
            mails.Count == PageMails ? mails[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }
}
