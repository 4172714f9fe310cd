using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>GET /clients/{id}</summary>
internal static class ReadClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .Needs(Permissions.ClientsRead)
        .Describe("Read an API client", Response.Of<ApiClient>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, IdentityDatabase database)
    {
        var client = await database.Store.ReadAsync(reader => ClientTable.FindAsync(reader, id), context.RequestAborted);
        if (client is null)
        {
            return Answer.NotFound(ClientTable.Kind, id);
        }

        return ETag.IsKnown(context, client.Version) ? Answer.NotModified(client.Version) : Answer.Ok(ClientTable.ToJson(client), client.Version);
    }
}
