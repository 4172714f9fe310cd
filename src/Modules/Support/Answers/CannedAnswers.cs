using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Answers;

/// <summary>Canned answers: kept, changed, and filled in for a ticket.</summary>
internal sealed class CannedAnswers(SupportDatabase database, ICustomerDirectory customers, IAuditTrail trail)
{
    public const string Kind = "answer";
    private const int NameMax = 100;

    public async Task<Answer> ListAsync(Work work) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CannedList(await database.Store.AskAsync(CannedTable.ListAsync, work.Ct)), CannedJson.Wire.CannedList));

    public async Task<Answer> ReadAsync(long id, Work work) =>
        await database.Store.AskAsync(reader => CannedTable.FindAsync(reader, id), work.Ct) is { } found
            ? Answer.Ok(ToJson(found), found.Version)
            : Answer.NotFound(Kind, id);

    public async Task<Answer> CreateAsync(CannedInput input, Work work)
    {
        if (Refuse(input) is { } refusal)
        {
            return refusal;
        }

        await RecordAsync("answer:created", "answers", work);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, CannedJson.Wire.CannedInput),
            async transaction =>
            {
                // Counted and compared under a lock: two at the same time would both find the name free, and room for the last one.
                await transaction.LockAsync("canned answers");
                if (await CannedTable.CountAsync(transaction) >= CannedTable.CountMax)
                {
                    return new Refusal(RefusalCode.Conflict, $"There are {CannedTable.CountMax} answers, the most that there can be.");
                }

                if (await CannedTable.IsTakenAsync(transaction, input.Name!, otherThan: 0))
                {
                    return Taken;
                }

                var now = database.Clock.GetUtcNow();
                var made = await CannedTable.InsertAsync(
                    transaction,
                    new CannedAnswer { Id = 0, Name = input.Name!, Body = input.Body!, Version = 1, CreatedAt = now, UpdatedAt = now });
                return Answer.Created(ToJson(made), 1, $"/api/tickets/answers/{made.Id}");
            });
    }

    public async Task<Answer> ReplaceAsync(long id, CannedInput input, Work work)
    {
        if (Refuse(input) is { } refusal)
        {
            return refusal;
        }

        await RecordAsync("answer:changed", TargetOf(id), work);
        return await WithAsync(id, work, async (transaction, before) =>
        {
            await transaction.LockAsync("canned answers");
            if (await CannedTable.IsTakenAsync(transaction, input.Name!, otherThan: id))
            {
                return Taken;
            }

            var after = before with
            {
                Name = input.Name!, Body = input.Body!, Version = before.Version + 1, UpdatedAt = database.Clock.GetUtcNow(),
            };
            await CannedTable.UpdateAsync(transaction, after);
            return Answer.Ok(ToJson(after), after.Version);
        });
    }

    public async Task<Answer> DeleteAsync(long id, Work work)
    {
        await RecordAsync("answer:removed", TargetOf(id), work);
        return await WithAsync(id, work, async (transaction, _) =>
        {
            await CannedTable.DeleteAsync(transaction, id);
            return Answer.NoContent();
        });
    }

    /// <summary>An answer with what a ticket and its customer are in its places.</summary>
    public async Task<Answer> FillAsync(long ticketId, long id, Work work)
    {
        var (ticket, answer) = await database.Store.ReadAsync(
            async reader => (await TicketRecord.Table.FindAsync(reader, ticketId), await CannedTable.FindAsync(reader, id)), work.Ct);
        if (ticket is null || answer is null)
        {
            return ticket is null ? Answer.NotFound(TicketRecord.Kind, ticketId) : Answer.NotFound(Kind, id);
        }

        // Who may see tickets alone learns nothing of their customers by an answer either.
        var known = ticket.CustomerId is { } customer && work.May(Permissions.CustomersRead)
            ? (await customers.ReadAsync([customer], work.Ct)).GetValueOrDefault(customer)
            : null;
        var filled = new FilledAnswer(Placeholders.Fill(answer.Body, ticket, known, work.Caller.Name));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(filled, CannedJson.Wire.FilledAnswer));
    }

    private static Refusal Taken => Refusal.Of(RefusalCode.Conflict, "name", "Is taken by another answer.");

    private static Refusal? Refuse(CannedInput input)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        TextRules.CheckRequired(errors, "body", input.Body, TicketRecord.TextMax, breaks: true);
        foreach (var unknown in input.Body is null ? [] : Placeholders.Unknown(input.Body).Take(5))
        {
            var hint = Nearest.Hint(unknown, Placeholders.Names);
            errors.Add("body", $"Has the place {Printable.Clean(unknown)}, which there is not; {hint}");
        }

        return errors.ToRefusal();
    }

    private Task<Answer> WithAsync(long id, Work work, Func<ITransaction, CannedAnswer, ValueTask<Answer>> write) =>
        database.Store.WriteAsync(
        async transaction => await CannedTable.FindForUpdateAsync(transaction, id) is { } before
            ? work.RefuseStale(before.Version) ?? await write(transaction, before)
            : Answer.NotFound(Kind, id),
        work.Ct);

    /// <summary>Before the write: behind it, a crash between the two would leave a change that nobody knows of.</summary>
    private Task RecordAsync(string action, string target, Work work) =>
        trail.RecordAsync(new AuditEntry(work.Actor, action, target), work.Ct);

    private static string TargetOf(long id) => string.Create(CultureInfo.InvariantCulture, $"answers/{id}");

    private static byte[] ToJson(CannedAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, CannedJson.Wire.CannedAnswer);
}
