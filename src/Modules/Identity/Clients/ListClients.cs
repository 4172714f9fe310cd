using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>GET /clients</summary>
internal static class ListClients
{
    private static readonly ListSpec<ApiClient> Spec = new()
    {
        Table = "clients",
        HasCounter = false,
        Columns = ClientTable.Columns,
        Read = ClientTable.Read,
        Id = client => client.Id,
        Sorts = new Dictionary<string, ListSort<ApiClient>>(StringComparer.Ordinal)
        {
            ["clientId"] = new("client_id", client => client.ClientId, IsNumber: false),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["clientId"] = ListFilter.Exact("client_id"),
        },
    };

    private static readonly ListReader<ApiClient> Reader = new(Spec, ContractsJson.Wire.ApiClient);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, IdentityDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ClientsRead)
        .Describe("List API clients", Response.Page<ApiClient>(), Response.Error(400), Spec.Parameters());

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, IdentityDatabase database) =>
        Reader.ReadAsync(database, query, work);
}
