using Lockstep.Crm.Customers;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers as sales management has them.</summary>
internal static class SalesCustomers
{
    public static readonly DialectCustomers<SalesCustomer, SalesCustomerInput> Endpoints = new()
    {
        Reads = new(CustomerRecord.Reads)
        {
            Path = "/customers",
            Shape = SalesCustomer.Of,
            Json = CustomerShapes.Wire.SalesCustomer,
            ListJson = CustomerShapes.Wire.ListSalesCustomer,
            Field = AddressLine.Field,
        },
        Example =
            """{ "name": "Ada Lovelace", "email": "ada@example.com", "phone": "+44 20 7946 0018", "address": "12 Square, London" }""",
        ToCustomer = static input => input.ToCustomer(),
        Members = static input =>
        [
            new("name", "name", input.Name), new("email", "email", input.Email), new("phone", "phone", input.Phone),
            new("address", "address", input.Address),
        ],
        Patch = AddressLine.InParts,
        InputJson = CustomerShapes.Default.SalesCustomerInput,
    };
}
