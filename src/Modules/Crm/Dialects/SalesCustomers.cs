namespace Lockstep.Crm.Dialects;

/// <summary>Customers as sales management has them.</summary>
internal static class SalesCustomers
{
    public static readonly DialectCustomers<SalesCustomer, SalesCustomerInput> Endpoints = new()
    {
        Path = "/customers",
        Example =
            """{ "name": "Ada Lovelace", "email": "ada@example.com", "phone": "+44 20 7946 0018", "address": "12 Square, London" }""",
        Shape = SalesCustomer.Of,
        ToCustomer = static input => input.ToCustomer(),
        Members = static input =>
        [
            new("name", "name", input.Name), new("email", "email", input.Email), new("phone", "phone", input.Phone),
            new("address", "address", input.Address),
        ],
        Patch = AddressLine.InParts,
        Field = AddressLine.Field,
        InputJson = CustomerShapes.Default.SalesCustomerInput,
        Json = CustomerShapes.Wire.SalesCustomer,
        ListJson = CustomerShapes.Wire.ListSalesCustomer,
    };
}
