using Lockstep.Contracts.Tickets;
using Lockstep.Imports;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Import;

/// <summary>Tickets that are imported; a ticket is known again by its source and external id.</summary>
internal sealed class TicketImports(
    SupportDatabase database, TicketWriter tickets, RowReferences references, TicketUndo undo) : IImportTarget
{
    public static ImportKind Kind { get; } = new(
        "tickets", "/api/tickets", "ticket",
        new ImportDescription(
            "Import tickets",
            "externalId,email,subject,priority\nT-1,ada@example.com,Parcel open,high\nT-2,bob@example.com,Wrong bill,normal\n",
            """{"externalId":"T-1","requester":"ada@example.com","subject":"Parcel open","priority":"high","tags":["parcel"]}"""));

    public FieldTable Fields => TicketRow.Rows.TableOf(database.Custom.Of(TicketRecord.Kind));

    public ModuleDatabase Database => database;

    public int RowsOfRecord => 1;

    public Func<ImportRow, ImportRow, bool>? BelongTogether => null;

    public Refusal? Refuse(ImportOrder order) => null;

    public IImportUndo Undo => undo;

    public IImportWork Begin(ImportOrder order, long import) => new Upload(database, tickets, references, order);

    private sealed class Upload(SupportDatabase database, TicketWriter tickets, RowReferences references, ImportOrder order) : IImportWork
    {
        public async ValueTask<IReadyRows> PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) => new Ready(
            tickets, order.Work,
            await references.CheckAsync([.. rows.Select(row => TicketRow.Of(row, order, database.Custom.Of(TicketRecord.Kind)))], ct));
    }

    private sealed class Ready(TicketWriter tickets, Work work, IReadOnlyList<TicketRow> rows) : IReadyRows
    {
        public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
        {
            // Keys and records are taken first, each in one order: row by row, two writes with the same rows in another order would wait
            // for each other.
            await ExternalIdLocks.TakeAsync(transaction, TicketRecord.Kind,
                rows.Select(static row => row.Input.ExternalId).OfType<string>());
            var known = new Dictionary<int, long>();
            foreach (var (index, row) in rows.Index().Where(static row => row.Item.Fault is null))
            {
                if (await TicketWriter.FindAsync(transaction, row.Input.Source, row.Input.ExternalId) is { } found)
                {
                    known[index] = found.Id;
                }
            }

            await TicketRecord.Table.HoldAsync(transaction, known.Values);
            var verdicts = new List<Verdict>(rows.Count);
            foreach (var row in rows)
            {
                verdicts.Add(row.Fault is { } fault
                    ? new Verdict(Outcome.Refused, null, fault)
                    : Verdict.Of(await WriteAsync(transaction, row), static ticket => ticket.Id));
            }

            return verdicts;
        }

        public Task SettleAsync() => Task.CompletedTask;

        private async ValueTask<Written<Ticket>> WriteAsync(ITransaction transaction, TicketRow row) =>
            await TicketWriter.FindForUpdateAsync(transaction, row.Input) is { } before
                ? await tickets.ChangeAsync(transaction, work, before, TicketRow.Over(before, row.Input, row.Fields))
                : await tickets.CreateAsync(transaction, work, row.Input);
    }
}
