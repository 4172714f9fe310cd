using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Clients;

/// <summary>PATCH /clients/{id} with a JSON Merge Patch</summary>
internal static class PatchClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, IdentityDatabase database, Revocations revocations) =>
                RunAsync(id, patch, work, database, revocations).ToHttpAsync())
        .Needs(Permissions.ClientsWrite)
        .AfterRecentSignIn()
        .Describe(
            "Change an API client (JSON Merge Patch); its tokens end at once",
            Body.Json("""{ "name": "ERP poller", "disabled": false }"""),
            Response.Of<ApiClient>(200), Response.Error(400, 403, 404, 412));

    public static Task<Answer> RunAsync(
        long id, JsonObject patch, Work work, IdentityDatabase database, Revocations revocations) =>
        database.Store.WriteAsync(
            async transaction => await ClientTable.FindForUpdateAsync(transaction, id) is { } before
                ? work.RefuseStale(before.Version)
                    ?? await ApplyAsync(transaction, database, revocations, before, patch, work.Caller)
                : Answer.NotFound(ClientTable.Kind, id),
            work.Ct);

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, IdentityDatabase database, Revocations revocations, ApiClient before, JsonObject patch, Caller caller)
    {
        var (input, fault) = MergePatch.TryApply(ClientTable.ToJson(before), patch, ClientJson.Default.ClientInput);
        if (input is null || (fault = Refuse(before, input, caller)) is not null)
        {
            return fault!;
        }

        var fields = Changed(before, input);
        return fields.Length == 0
            ? Answer.Ok(ClientTable.ToJson(before), before.Version)
            : await UpdateAsync(transaction, database, revocations, before, input, fields, caller.Subject);
    }

    private static Refusal? Refuse(ApiClient before, ClientInput input, Caller caller)
    {
        var errors = ClientRules.Check(input);
        if (!string.Equals(input.ClientId, before.ClientId, StringComparison.Ordinal))
        {
            errors.Add("clientId", "Never changes; make another client.");
        }

        return errors.ToRefusal()
            ?? ClientRules.RefuseGrant(caller, before.Roles, before.Scopes)
            ?? ClientRules.RefuseGrant(caller, input.Roles, input.Scopes);
    }

    private static string Changed(ApiClient before, ClientInput input)
    {
        var changed = new List<string>();
        Note("name", string.Equals(before.Name, input.Name, StringComparison.Ordinal));
        Note("roles", before.Roles.SequenceEqual(input.Roles ?? [], StringComparer.Ordinal));
        Note("scopes", string.Equals(ClientTable.Joined(before.Scopes), ClientTable.Joined(input.Scopes), StringComparison.Ordinal));
        Note("dialect", string.Equals(before.Dialect, input.Dialect, StringComparison.Ordinal));
        Note("disabled", before.Disabled == (input.Disabled is true));
        return string.Join(',', changed);

        void Note(string field, bool same)
        {
            if (!same)
            {
                changed.Add(field);
            }
        }
    }

    private static async ValueTask<Answer> UpdateAsync(
        ITransaction transaction, IdentityDatabase database, Revocations revocations, ApiClient before, ClientInput input, string fields,
        string actor)
    {
        // Whatever changed, tokens say the old: let all of them go. Keys and secrets are exchanged again at their next use.
        var now = database.Clock.GetUtcNow();
        var after = (
            await transaction.FirstAsync(
                $"""
                update clients set name = $2, roles = $3, scopes = $4, dialect = $5, disabled = $6, updated_at = $7,
                  version = version + 1, token_version = token_version + 1
                where id = $1 returning {ClientTable.Columns}
                """,
                ClientTable.Read,
                before.Id,
                input.Name,
                ClientTable.Joined(input.Roles ?? []),
                ClientTable.Joined(input.Scopes),
                input.Dialect,
                input.Disabled is true ? 1 : 0,
                now))!;
        var json = ClientTable.ToJson(after);
        await database.Log.AppendAsync<ApiClientChanged>(transaction, new RecordChange(
            ClientTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, fields, json));
        await revocations.EndSubjectAsync(transaction, ClientTable.Subject(after.ClientId), after.TokenVersion);
        return Answer.Ok(json, after.Version);
    }
}
