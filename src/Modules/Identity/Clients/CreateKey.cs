using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>POST /clients/{id}/keys</summary>
internal static class CreateKey
{
    private const int NameMax = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/keys",
            (long id, KeyInput input, Work work, IdentityDatabase database, AuditLog audit) =>
                RunAsync(id, input, work, database, audit).ToHttpAsync())
        .Needs(Permissions.ClientsWrite)
        .AfterRecentSignIn()
        .Describe(
            "Make a key for an API client; its secret is shown this once",
            Body.Json("""{ "name": "Server in Hamburg", "scopes": ["orders:read"] }"""),
            Response.Of<NewKey>(201), Response.Error(400, 403, 404));

    public static async Task<Answer> RunAsync(
        long id, KeyInput input, Work work, IdentityDatabase database, AuditLog audit)
    {
        var now = database.Clock.GetUtcNow();
        if (Check(input, now).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        // Made outside the write, which may run more than once: the one that is shown must be the one that is kept.
        var secret = ClientSecret.Create();
        return await database.Store.WriteAsync(
            async transaction => await ClientTable.FindForUpdateAsync(transaction, id) is { } client
                // Whoever makes a key can act as its client.
                ? ClientRules.RefuseGrant(work.Caller, client.Roles, client.Scopes)
                    ?? await InsertAsync(transaction, audit, work.Caller, client, input, secret, now)
                : Answer.NotFound(ClientTable.Kind, id),
            work.Ct);
    }

    private static Errors Check(KeyInput input, DateTimeOffset now)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        ClientRules.CheckWords(errors, "scopes", input.Scopes, Permissions.All);
        if (input.ExpiresAt <= now)
        {
            errors.Add("expiresAt", "Must be still to come.");
        }

        return errors;
    }

    private static async ValueTask<Answer> InsertAsync(
        ITransaction transaction, AuditLog audit, Caller caller, ApiClient client, KeyInput input, ClientSecret secret, DateTimeOffset now)
    {
        var id = await KeyTable.AddAsync(transaction, client.Id, input.Name!, input.Scopes, secret, now, input.ExpiresAt);
        await audit.AppendAsync(transaction, new AuditEntry(caller.Subject, "key:created", KeyTable.Target(client, id)));
        var made = new NewKey(new ApiKey(id, input.Name!, input.Scopes, now, input.ExpiresAt, null), secret.Text);
        return Answer.Created(JsonSerializer.SerializeToUtf8Bytes(made, ClientJson.Default.NewKey), 1, $"/api/clients/{client.Id}/keys");
    }
}
