using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Secrets;

/// <summary>PUT /secrets/{name}</summary>
internal static partial class SetSecret
{
    private const int LengthMax = 16_384;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{name}",
            (
                string name, SetSecretRequest request, Work work, NamedSecrets secrets, AuditLog audit, IdentityDatabase database,
                ILogger<IdentityDatabase> logger) =>
                RunAsync(name, request, work, secrets, audit, database, logger).ToHttpAsync())
        .Needs(Permissions.SecretsWrite)
        .AfterRecentSignIn()
        .Describe(
            "Store a secret; it can be replaced and removed, but never read back",
            Body.Json("""{ "value": "the value, which no answer ever shows" }"""),
            Response.Of<SecretView>(200), Response.Error(400));

    /// <summary>A 400 that lists the names there are; null when the name is one of them.</summary>
    public static Refusal? Refuse(NamedSecrets secrets, string name)
    {
        if (secrets.KnownAs(name) is not null)
        {
            return null;
        }

        var names =
            secrets.Known.Count == 0
                ? "none can be set in this version"
                : $"those that can be set are {string.Join(", ", secrets.Known.Keys)}";
        return Refusal.Invalid("name", $"There is no secret of this name; {names}.");
    }

    public static async Task<Answer> RunAsync(
        string name, SetSecretRequest request, Work work, NamedSecrets secrets, AuditLog audit, IdentityDatabase database,
        ILogger<IdentityDatabase> logger)
    {
        if (Refuse(secrets, name) is { } unknown)
        {
            return unknown;
        }

        if (request.Value is not { Length: > 0 and <= LengthMax } value)
        {
            return Refusal.Invalid("value", $"Must be given and have at most {LengthMax} characters.");
        }

        // Sealed before the write, which does nothing but write. A rotation in between does no harm: the key of before is kept for an hour.
        var blob = secrets.Seal(name, value);
        var actor = work.Actor;
        var stored = await database.Store.WriteAsync(
            async transaction =>
            {
                var now = database.Clock.GetUtcNow();
                var secret = await WriteAsync(transaction, name, blob, actor, now);
                await audit.AppendAsync(transaction, new AuditEntry(actor, "secret:set", $"secrets/{name}"));
                return secret;
            },
            work.Ct);
        Set(logger, name, actor);
        return Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(ListSecrets.View(secrets, secrets.KnownAs(name)!, stored), SecretJson.Default.SecretView));
    }

    private static ValueTask<StoredSecret?> WriteAsync(
        ITransaction transaction, string name, byte[] blob, string actor, DateTimeOffset now) =>
        transaction.FirstAsync(
            """
            insert into secrets (name, blob, version, updated_at, updated_by) values ($1, $2, 1, $3, $4)
            on conflict (name) do update set blob = $2, version = secrets.version + 1, updated_at = $3, updated_by = $4
            returning name, version, updated_at, updated_by
            """,
            static row => new StoredSecret(row.Text(0), row.Int64(1), row.Instant(2), row.Text(3)), name, blob, now, actor);

    [LoggerMessage(4083, LogLevel.Information, "secret {Name} set by {Actor}")]
    private static partial void Set(ILogger logger, string name, string actor);
}
