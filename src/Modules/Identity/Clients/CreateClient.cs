using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>POST /clients</summary>
internal static class CreateClient
{
    private const string FirstKey = "first";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (ClientInput input, Work work, IdentityDatabase database, AuditLog audit) =>
                RunAsync(input, work, database, audit).ToHttpAsync())
        .Needs(Permissions.ClientsWrite)
        .AfterRecentSignIn()
        .Describe(
            "Make an API client; its secret is shown this once",
            Body.Json("""{ "clientId": "erp", "name": "ERP", "roles": ["integrator"] }"""),
            Response.Of<NewClient>(201), Response.Error(400, 403, 409));

    public static async Task<Answer> RunAsync(
        ClientInput input, Work work, IdentityDatabase database, AuditLog audit)
    {
        var caller = work.Caller;
        if (ClientRules.Check(input).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        if (ClientRules.RefuseGrant(caller, input.Roles, input.Scopes) is { } refused)
        {
            return refused;
        }

        // Made outside the write, which may run more than once: the one that is shown must be the one that is kept.
        var secret = ClientSecret.Create();
        var clientId = input.ClientId ?? ClientRules.ClientIdFrom(input.Name!);
        return await database.Store.WriteAsync(
            async transaction => await InsertAsync(transaction, database.Clock.GetUtcNow(), input, clientId) is { } client
                ? await FinishAsync(transaction, database, audit, caller, client, secret)
                : new Refusal(RefusalCode.Conflict, "Another client has this clientId; choose another one.", Taken),
            work.Ct);
    }

    private static Dictionary<string, string[]> Taken { get; } = new(StringComparer.Ordinal) { ["clientId"] = ["Is taken."] };

    /// <summary>A client that takes the name of a deleted one starts above its tokens, which must not count again.</summary>
    private static async ValueTask<ApiClient?> InsertAsync(ITransaction transaction, DateTimeOffset now, ClientInput input, string clientId)
    {
        // Against a delete of that name at the same moment: what it revokes must be seen here.
        await transaction.LockAsync(ClientTable.Subject(clientId));
        return await transaction.FirstAsync(
            $"""
            insert into clients (client_id, name, roles, scopes, dialect, disabled, created_at, updated_at, token_version)
            values ($1, $2, $3, $4, $5, $6, $7, $7, coalesce((select below from revocations where subject = 'client:' || $1), 1))
            on conflict do nothing returning {ClientTable.Columns}
            """,
            ClientTable.Read,
            clientId, input.Name, ClientTable.Joined(input.Roles ?? []), ClientTable.Joined(input.Scopes),
            input.Dialect, input.Disabled is true ? 1 : 0, now);
    }

    private static async ValueTask<Answer> FinishAsync(
        ITransaction transaction, IdentityDatabase database, AuditLog audit, Caller caller, ApiClient client, ClientSecret secret)
    {
        await database.Log.AppendAsync<ApiClientCreated>(
            transaction,
            new RecordChange(
                ClientTable.Kind, client.Id, 1, ChangeKind.Created, caller.Subject, client.CreatedAt,
                "clientId,name,roles,scopes,dialect,disabled", ClientTable.ToJson(client)));
        var key = await KeyTable.AddAsync(transaction, client.Id, FirstKey, scopes: null, secret, client.CreatedAt, expiresAt: null);
        await audit.AppendAsync(transaction, new AuditEntry(caller.Subject, "key:created", KeyTable.Target(client, key)));
        var json = JsonSerializer.SerializeToUtf8Bytes(new NewClient(client, secret.Text), ClientJson.Default.NewClient);
        return Answer.Created(json, 1, $"/api/clients/{client.Id}");
    }
}
