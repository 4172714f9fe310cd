using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>GET /clients/{id}</summary>
internal static class ReadClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, IdentityDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .Needs(Permissions.ClientsRead)
        .Describe("Read an API client", Response.Of<ApiClient>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, IdentityDatabase database)
    {
        var client = await database.Store.ReadAsync(reader => ClientTable.FindAsync(reader, id), work.Ct);
        if (client is null)
        {
            return Answer.NotFound(ClientTable.Kind, id);
        }

        return work.Knows(client.Version) ? Answer.NotModified(client.Version) : Answer.Ok(ClientTable.ToJson(client), client.Version);
    }
}
