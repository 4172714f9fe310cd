using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Secrets;

/// <summary>What is known of a secret; never its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What Lockstep needs it for.</param>
/// <param name="Source"><c>setting</c> when the configuration has it, which counts first; else <c>stored</c>, or <c>none</c>.</param>
/// <param name="Version">How often it was stored; null when it is not.</param>
/// <param name="UpdatedAt">When it was stored.</param>
/// <param name="UpdatedBy">By whom.</param>
internal sealed record SecretView(string Name, string Purpose, string Source, long? Version, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>All secrets that can be set, by name.</summary>
internal sealed record SecretList(IReadOnlyList<SecretView> Items);

/// <summary>GET /secrets</summary>
internal static class ListSecrets
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync)
        .Needs(Permissions.SecretsWrite)
        .Describe("The secrets that Lockstep needs from outside, and which of them are set; never a value", Response.Of<SecretList>(200));

    public static SecretView View(NamedSecrets secrets, KnownSecret secret, StoredSecret? stored)
    {
        var source = secrets.IsConfigured(secret) ? "setting" : stored is null ? "none" : "stored";
        return new SecretView(secret.Name, secret.Purpose, source, stored?.Version, stored?.UpdatedAt, stored?.UpdatedBy);
    }

    private static async Task<Answer> HandleAsync(
        HttpContext context, NamedSecrets secrets, [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database)
    {
        var stored = await database.Store.ReadAsync(StoredSecret.AllAsync, context.RequestAborted);
        var byName = stored.ToDictionary(secret => secret.Name, StringComparer.Ordinal);
        var list = new SecretList([.. secrets.Known.Values.Select(secret => View(secrets, secret, byName.GetValueOrDefault(secret.Name)))]);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(list, IdentityJson.Default.SecretList));
    }
}

/// <summary>A row of the table, without the value.</summary>
internal sealed record StoredSecret(string Name, long Version, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public static ValueTask<IReadOnlyList<StoredSecret>> AllAsync(IReader reader) => reader.QueryAsync(
        "select name, version, updated_at, updated_by from secrets order by name",
        static row => new StoredSecret(row.Text(0), row.Int64(1), row.Instant(2), row.Text(3)));
}
