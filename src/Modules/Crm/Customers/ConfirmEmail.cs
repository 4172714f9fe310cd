using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>
/// POST /customers/{id}/email/code mails a code to an address that the customer gave itself, POST /customers/{id}/email/confirm takes it.
/// Both may be repeated: neither needs an idempotency key.
/// </summary>
internal static class ConfirmEmail
{
    private static readonly EmailAsked Detail = new("A mail with a code is on its way to the address; send the code to …/email/confirm.");
    private static readonly Refusal Off = new(
        RefusalCode.Conflict, "This installation sends no mail; ask the staff to confirm the address.");
    private static readonly Refusal Nothing = new(
        RefusalCode.Conflict, "There is no address to confirm: it is confirmed already, or not given.");
    private static readonly Refusal Enough = new(
        RefusalCode.TooMany, "You had enough mails for now; use the code of the newest one, or wait.", RetryAfter: TimeSpan.FromHours(1));

    private static readonly Refusal Wrong = Refusal.Invalid("code", "Is wrong, has expired, or is for another address; ask for a new one.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/{id:long}/email/code",
            (long id, Work work, EmailCodes codes, CrmDatabase database) => AskAsync(id, work, codes, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe("Mail a code that confirms the address of a customer", Response.Of<EmailAsked>(202), Response.Error(404, 409, 429));
        routes.MapPost(
            "/{id:long}/email/confirm",
            (long id, EmailProof proof, Work work, EmailCodes codes, CustomerWriter customers, CrmDatabase database) =>
                RunAsync(id, proof, work, codes, customers, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe(
                "Confirm the address of a customer with the code that came by mail",
                Body.Json("""{ "code": "the-code-of-the-mail" }"""), Response.Of<Customer>(200), Response.Error(400, 404, 409, 412));
    }

    public static async Task<Answer> AskAsync(long id, Work work, EmailCodes codes, CrmDatabase database)
    {
        var customer = await database.Store.ReadAsync(reader => CustomerRecord.Table.FindAsync(reader, id), work.Ct);
        return customer is null || !work.Reaches(customer.Id) ? Answer.NotFound(CustomerRecord.Kind, id)
            : customer.EmailUnconfirmed is not true ? Nothing
            : !codes.CanSend ? Off
            : codes.Send(customer, work.Actor) ? Answer.Accepted(
                JsonSerializer.SerializeToUtf8Bytes(Detail, CustomerJson.Default.EmailAsked))
            : Enough;
    }

    public static async Task<Answer> RunAsync(
        long id, EmailProof proof, Work work, EmailCodes codes, CustomerWriter customers, CrmDatabase database)
    {
        var errors = new Errors();
        TextRules.Check(errors, "code", proof.Code, AddressCodes.LengthMax);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // Opening a code may mean reading a key, which no write may do; the address it is for is held against the row in the write.
        var seen = await database.Store.ReadAsync(reader => CustomerRecord.Table.FindAsync(reader, id), work.Ct);
        var isProven = work.Only is null || (seen is not null && await codes.IsGoodAsync(seen, proof.Code ?? "", work.Ct));
        return await CustomerRecord.Table.ChangeAsync(
            database, id, work,
            async (transaction, before) => isProven && (work.Only is null || CustomerRecord.IsSameEmail(seen!.Email, before.Email))
                ? await customers.ConfirmEmailAsync(transaction, work, before)
                : Wrong);
    }
}
