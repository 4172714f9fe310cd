using Lockstep.Contracts.Tickets;
using Lockstep.Imports;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Import;

/// <summary>
/// Takes imported tickets back. Whatever was added to one, a comment or a file, made a new version of it, and so it stays.
/// </summary>
internal sealed class TicketUndo(TicketWriter tickets) : IImportUndo
{
    private static readonly Dictionary<long, string> None = [];

    public IReadOnlyList<string> Needs => [];

    public ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work) =>
        ValueTask.FromResult<IReadyUndo>(new Ready(
            new RecordUndo<Ticket, TicketInput>(TicketRecord.Table) { Remove = RemoveAsync, Restore = RestoreAsync }, work, records));

    private async ValueTask<UndoVerdict> RemoveAsync(ITransaction transaction, Work work, Ticket ticket)
    {
        await tickets.DeleteAsync(transaction, work, ticket);
        return new UndoVerdict(UndoOutcome.Deleted);
    }

    private async ValueTask<UndoVerdict> RestoreAsync(ITransaction transaction, Work work, Ticket ticket, Ticket before)
    {
        var written = await tickets.ChangeAsync(transaction, work, ticket, TicketRecord.Table.InputOf(before));
        return UndoVerdict.Of(UndoOutcome.Restored, written.Refusal);
    }

    private sealed class Ready(RecordUndo<Ticket, TicketInput> undo, Work work, IReadOnlyList<TouchedRecord> records) : IReadyUndo
    {
        public ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction) =>
            undo.WriteAsync(transaction, work, records, None);

        public Task SettleAsync() => Task.CompletedTask;
    }
}
