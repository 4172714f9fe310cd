using Lockstep.Crm.Customers;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers as the shop has them: each sees and changes itself, the staff all. How one registers, Identity says.</summary>
internal static class ShopCustomers
{
    public static readonly DialectCustomers<ShopCustomer, ShopCustomerInput> Endpoints = new()
    {
        Reads = new(CustomerRecord.Reads)
        {
            Path = "/api/customers",
            Shape = ShopCustomer.Of,
            Json = CustomerShapes.Wire.ShopCustomer,
            ListJson = CustomerShapes.Wire.ListShopCustomer,
        },
        Example = """{ "name": "Ada Lovelace", "email": "ada@example.com" }""",
        ToCustomer = static input => input.ToCustomer(),
        Members = static input => [new("name", "name", input.Name), new("email", "email", input.Email)],
        InputJson = CustomerShapes.Default.ShopCustomerInput,
    };
}
