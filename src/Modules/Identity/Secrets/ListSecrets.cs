using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Secrets;

/// <summary>GET /secrets</summary>
internal static class ListSecrets
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (Work work, NamedSecrets secrets, IdentityDatabase database) =>
                RunAsync(work, secrets, database).ToHttpAsync())
        .Needs(Permissions.SecretsWrite)
        .Describe("The secrets that Lockstep needs from outside, and which of them are set; never a value", Response.Of<SecretList>(200));

    public static SecretView View(NamedSecrets secrets, KnownSecret secret, StoredSecret? stored)
    {
        var source = secrets.IsConfigured(secret) ? "setting" : stored is null ? "none" : "stored";
        return new SecretView(secret.Name, secret.Purpose, source, stored?.Version, stored?.UpdatedAt, stored?.UpdatedBy);
    }

    public static async Task<Answer> RunAsync(Work work, NamedSecrets secrets, IdentityDatabase database)
    {
        var stored = await database.Store.ReadAsync(StoredSecret.AllAsync, work.Ct);
        var byName = stored.ToDictionary(secret => secret.Name, StringComparer.Ordinal);
        var known = secrets.Known.Values.Where(static secret => !secret.IsFamily)
            .Concat(byName.Keys.Where(name => !secrets.Known.ContainsKey(name)).Select(secrets.KnownAs).OfType<KnownSecret>());
        var list = new SecretList([.. known.OrderBy(static secret => secret.Name, StringComparer.Ordinal)
            .Select(secret => View(secrets, secret, byName.GetValueOrDefault(secret.Name)))]);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(list, SecretJson.Default.SecretList));
    }
}

/// <summary>A row of the table, without the value.</summary>
internal sealed record StoredSecret(string Name, long Version, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public static ValueTask<IReadOnlyList<StoredSecret>> AllAsync(IReader reader) => reader.QueryAsync(
        "select name, version, updated_at, updated_by from secrets order by name",
        static row => new StoredSecret(row.Text(0), row.Int64(1), row.Instant(2), row.Text(3)));
}
