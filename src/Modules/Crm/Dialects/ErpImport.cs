using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Import;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Dialects;

/// <summary>
/// Customers that the ERP sends in one request, in one commit: those whose e-mail is known are left as they are, those that can't be are
/// named by their row. Here an e-mail address is required.
/// </summary>
internal static class ErpImport
{
    private const int RowsMax = 5_000;
    private static readonly CustomerRow NoEmail = CustomerRow.Refused(new Refusal(RefusalCode.Invalid, "email: Must be given."));

    public static void Map(IEndpointRouteBuilder erp) => erp.MapPost(
            "/api/integrations/import/customers",
            (ErpCustomerFile file, Work work, CustomerWriter customers, CrmDatabase database) =>
                RunAsync(file, work, customers, database).ToHttpAsync())
        .Needs(Permissions.CustomersWrite)
        .Describe("Create many customers; those that are there are skipped", Response.Of<ErpImportSummary>(200), Response.Error(400))
        .WithoutTimeLimit();

    private static Task<Answer> RunAsync(ErpCustomerFile file, Work work, CustomerWriter customers, CrmDatabase database) =>
        file.Customers is not { Count: <= RowsMax } given
            ? Task.FromResult<Answer>(Refusal.Invalid(
                "customers", $"Must be given, {RowsMax} of them at most; POST /api/customers/import takes files of any size."))
            : CreateCustomers.RunAsync(
                [.. given.Select(Read)], () => JsonSerializer.SerializeToUtf8Bytes(file, CustomerShapes.Default.ErpCustomerFile), work,
                customers, database)
                .RetoldAsync(NewCustomersJson.Default.NewCustomerResults, Summary, CustomerShapes.Wire.ErpImportSummary);

    private static CustomerRow Read(JsonElement row)
    {
        if (row.ValueKind is not JsonValueKind.Object || !row.TryGetProperty("email", out var email)
            || email.ValueKind is JsonValueKind.Null)
        {
            return NoEmail;
        }

        try
        {
            return CustomerRow.New(row.Deserialize(CustomerShapes.Default.ErpCustomerInput)!.ToCustomer());
        }
        catch (JsonException fault)
        {
            return CustomerRow.Refused(JsonFaults.ToRefusal(fault));
        }
    }

    private static ErpImportSummary Summary(NewCustomerResults results) => new(
        results.Items.Count(static result => result.Code is (int)AnswerKind.Created),
        results.Items.Count(static result => result.Code is (int)RefusalCode.Conflict),
        [
            .. results.Items.Index()
                .Where(static row => row.Item.Code is not ((int)AnswerKind.Created or (int)RefusalCode.Conflict))
                .Select(static row => new ErpRowError(row.Index + 1, row.Item.Detail, row.Item.Errors)),
        ]);
}
