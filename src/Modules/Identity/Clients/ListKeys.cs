using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>GET /clients/{id}/keys</summary>
internal static class ListKeys
{
    private const int PageSize = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/keys",
            (long id, HttpRequest request, Work work, IdentityDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ClientsRead)
        .Describe(
            "List the keys of an API client, without their secrets", Response.Page<ApiKey>(), Response.Error(400, 404),
            [new QueryParameter("after", "The value of next of the page before")]);

    public static async Task<Answer> RunAsync(
        long id, IQueryCollection query, Work work, IdentityDatabase database)
    {
        var after = 0L;
        if (query.TryGetValue("after", out var text) && !long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out after))
        {
            return Refusal.Invalid("after", "Must be the value of next of a page.");
        }

        var keys = await database.Store.ReadAsync(
            async reader => await ClientTable.FindAsync(reader, id) is null
                ? null
                : await reader.QueryAsync(
                    $"select {KeyTable.Columns} from api_keys k where k.client = $1 and k.id > $2 order by k.id limit $3",
                    KeyTable.Read, id, after, PageSize + 1),
            work.Ct);
        return keys is null
            ? Answer.NotFound(ClientTable.Kind, id)
            : Answer.Ok(PageWriter.Write(keys.Take(PageSize), keys.Count > PageSize ? keys[PageSize - 1].Id : null, Write));
    }

    private static void Write(Utf8JsonWriter json, ApiKey key)
    {
        foreach (var member in JsonSerializer.SerializeToElement(key, ClientJson.Default.ApiKey).EnumerateObject())
        {
            member.WriteTo(json);
        }
    }
}
