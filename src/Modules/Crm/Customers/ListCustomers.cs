using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Customers;

/// <summary>GET /customers</summary>
internal static class ListCustomers
{
    /// <summary>What of the customers can be listed, and exported.</summary>
    internal static readonly ListSpec<Customer> Spec = new()
    {
        Table = "customers",
        Owner = "id",
        Columns = CustomerTable.Columns,
        Read = CustomerTable.Read,
        Id = customer => customer.Id,
        SearchTable = "customers_search",
        IndexedTo = "(select indexed_to from customers_indexing)",
        ShortSearchColumn = "name_key",
        Sorts = new Dictionary<string, ListSort<Customer>>(StringComparer.Ordinal)
        {
            ["name"] = new("name_key", customer => TextRules.Fold(customer.Name)!, IsNumber: false),
            ["updatedAt"] = new("updated_at", customer => ListSort.Instant(customer.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["status"] = ListFilter.OneOf("status", CustomerRules.Active, CustomerRules.Inactive),
            ["email"] = ListFilter.Folded("email_key"),
            ["country"] = ListFilter.Folded("country_key"),
            ["source"] = ListFilter.Exact("source"),
            ["externalId"] = ListFilter.Exact("external_id"),
            ["updatedSince"] = ListFilter.Since("updated_at") with { Sort = "updatedAt" },
        },
    };

    private static readonly ListReader<Customer> Reader = new(Spec, ContractsJson.Wire.Customer);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, CrmDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .Describe("List, search, filter and sort customers", Response.Page<Customer>(), Response.Error(400), Spec.Parameters());

    /// <summary>A page, for doors that have a shape of their own.</summary>
    public static Task<(ListPage<Customer>? Page, Refusal? Refusal)> ReadPageAsync(IQueryCollection query, Work work, CrmDatabase database) =>
        Reader.ReadPageAsync(database, query, work);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, CrmDatabase database) =>
        Reader.ReadAsync(database, query, work);
}
