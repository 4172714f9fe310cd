using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders;

/// <summary>What flows write here: orders, placed and changed as by a client, and the states of orders.</summary>
internal sealed class OrderWrites(
    OrdersDatabase database, OrderPlacement placement, ChangeOrder changes, OrderWriter orders, OrderStock stock)
{
    /// <summary>The kind of a report about the state of an order; the record that it stands for is the order.</summary>
    public const string Status = "order-status";

    /// <summary>Places an order by the first write, and changes the fields that are mapped by later ones.</summary>
    public async Task<WriteAnswer> WriteOrderAsync(ModuleWrite write, CancellationToken ct)
    {
        var work = Work.Of(write.Origin, ct) with { Key = new OnceKey($"{write.Origin}\n{write.Kind}", write.NaturalKey) };
        var known = await database.Store.AskAsync(reader => FlowWrites.FindAsync(reader, write), ct);
        if (known is not null && known.SourceVersion >= write.Version)
        {
            return new WriteAnswer(WriteOutcome.AlreadyThere, known.RecordId, known.RecordVersion);
        }

        return known is null ? await PlaceAsync(write, work) : await ChangeAsync(write, work, known.RecordId);
    }

    /// <summary>Moves an order along, as the webhook of an outside system does, but over the steps that a poll did not see.</summary>
    public async Task<WriteAnswer> WriteStatusAsync(ModuleWrite write, CancellationToken ct)
    {
        var (report, refusal) = MappedFields.Read(write.Fields, StatusJson.Default.StatusReport);
        if (report is null)
        {
            return FlowWrites.Refused(refusal!);
        }

        var work = Work.Of(write.Origin, ct);
        var (answer, task) = await FlowWrites.WriteOnceAsync<Order, StockTask>(
            database, write,
            async (transaction, _) =>
            {
                var outcome = await report.LeadAsync(transaction, work, orders);
                return (outcome.Order, outcome.Task);
            },
            static order => (order.Id, order.Version), ct);
        await stock.SettleAsync(task, CancellationToken.None);
        return answer;
    }

    private async Task<WriteAnswer> PlaceAsync(ModuleWrite write, Work work)
    {
        var (input, refusal) = MappedFields.Read(write.Fields, OrderJson.Default.OrderInput);
        if (input is null)
        {
            return FlowWrites.Refused(refusal!);
        }

        var request = JsonSerializer.SerializeToUtf8Bytes(input, OrderJson.Default.OrderInput);
        var answer = await placement.RunAsync(input, work, request, place => database.Store.WriteAsync(
            async transaction => await FlowWrites.FindForUpdateAsync(transaction, write) is not null ? Answer.NoContent()
                : await OrderWriter.RefuseTakenAsync(transaction, input.ExternalId, input.Source) is { } taken ? taken
                : await NoteAsync(transaction, write, await place(transaction)),
            work.Ct));
        if (answer.Refusal is { } refused)
        {
            return Refused(refused);
        }

        // Placed under an older version at the same moment, the order does not say yet what this one does.
        var written = (await database.Store.ReadAsync(reader => FlowWrites.FindAsync(reader, write), work.Ct))!;
        return written.SourceVersion < write.Version
            ? await ChangeAsync(write, work, written.RecordId)
            : new WriteAnswer(
                answer.Kind is AnswerKind.Created ? WriteOutcome.Applied : WriteOutcome.AlreadyThere, written.RecordId,
                written.RecordVersion);
    }

    private async Task<WriteAnswer> ChangeAsync(ModuleWrite write, Work work, long id)
    {
        var answer = await changes.RunAsync(
            id, work,
            before => MergePatch.TryApply(
                OrderRecord.Table.ToJson(before), MappedFields.Typed(Known(write.Fields), OrderJson.Default.OrderInput),
                OrderJson.Default.OrderInput),
            (transaction, order) => NoteChangeAsync(transaction, write, new FlowWritten(write.Version, id, order.Version)));
        return answer.Refusal is { } refusal
            ? Refused(refusal.Code is RefusalCode.NotFound && refusal.Errors is null ? FlowWrites.Gone(OrderRecord.Kind, id) : refusal)
            : new WriteAnswer(WriteOutcome.Applied, id, answer.Version!.Value);
    }

    /// <summary>
    /// Nobody else writes for this record until the commit has ended; who finds that a newer version was quicker gives way.
    /// </summary>
    private async ValueTask NoteChangeAsync(ITransaction transaction, ModuleWrite write, FlowWritten written)
    {
        if (await FlowWrites.FindForUpdateAsync(transaction, write) is { } known && known.SourceVersion >= write.Version)
        {
            throw new IOException("A newer version of the record was written at the same moment.");
        }

        await FlowWrites.NoteAsync(transaction, write, written, database.Clock.GetUtcNow());
    }

    /// <summary>A mapping that leads nowhere gives null: of an order that is there, that takes nothing away.</summary>
    private static JsonObject Known(JsonObject fields) =>
        new(fields.Where(static field => field.Value is not null)
            .Select(static field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value!.DeepClone())));

    private async ValueTask<Answer> NoteAsync(ITransaction transaction, ModuleWrite write, Answer placed)
    {
        if (placed.Kind is AnswerKind.Created)
        {
            var id = (long)JsonNode.Parse(placed.Body)!["id"]!;
            await FlowWrites.NoteAsync(transaction, write, new FlowWritten(write.Version, id, 1), database.Clock.GetUtcNow());
        }

        return placed;
    }

    /// <summary>What passes by itself is no refusal for good: the delivery is tried again.</summary>
    private static WriteAnswer Refused(Refusal refusal) =>
        refusal.IsPassing || refusal.RetryAfter is not null ? throw new IOException(refusal.Detail) : FlowWrites.Refused(refusal);
}
