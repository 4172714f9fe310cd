using System.Globalization;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Clients;

/// <summary>The table of keys: the secrets of all API clients.</summary>
internal static class KeyTable
{
    public const string Columns = "k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at";

    private const int ClientColumns = 11;

    /// <summary>How often the last use is noted down, at most.</summary>
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    public static ApiKey Read(Row row) => Read(row, 0);

    /// <summary>How tokens name a key: removing it evicts them.</summary>
    public static string Session(long key) => string.Create(CultureInfo.InvariantCulture, $"key:{key}");

    /// <summary>How the audit log names a key.</summary>
    public static string Target(ApiClient client, long key) =>
        string.Create(CultureInfo.InvariantCulture, $"clients/{client.Id}/keys/{key}");

    public static ValueTask<long> AddAsync(
        ITransaction transaction, long client, string name, IReadOnlyList<string>? scopes, ClientSecret secret, DateTimeOffset now,
        DateTimeOffset? expiresAt) =>
        transaction.FirstAsync(
            "insert into api_keys (hash, client, name, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5, $6) returning id",
            static row => row.Int64(0),
            secret.Hash, client, name, ClientTable.Joined(scopes), now, expiresAt);

    /// <summary>
    /// The key that a secret is, with its client, by one look into a unique index; null when there is none that still counts.
    /// </summary>
    public static async ValueTask<KnownKey?> FindAsync(IdentityDatabase database, string secret, CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        var known = await database.Store.AskAsync(
            reader => reader.FirstAsync(
                $"""
                select c.id, c.client_id, c.name, c.roles, c.scopes, c.dialect, c.disabled, c.token_version, c.version,
                  c.created_at, c.updated_at, {Columns}
                from api_keys k join clients c on c.id = k.client
                where k.hash = $1 and c.disabled = 0 and (k.expires_at is null or k.expires_at > $2)
                """,
                static row => new KnownKey(ClientTable.Read(row), Read(row, ClientColumns)), ClientSecret.Of(secret).Hash, now),
            ct);

        // Asked the wrong way round on purpose: null, never used, is long ago too.
        if (known is not null && !(known.Key.LastUsedAt > now - UseResolution))
        {
            // Nobody waits for this: losing it in a crash only makes the last use a little older than it was.
            database.Store.WriteSoon(Session(known.Key.Id), async transaction =>
                await transaction.ExecuteAsync("update api_keys set last_used_at = $2 where id = $1", known.Key.Id, now));
        }

        return known;
    }

    private static ApiKey Read(Row row, int first) => new(
        row.Int64(first), row.Text(first + 1), row.IsNull(first + 2) ? null : ClientTable.Words(row.Text(first + 2)),
        row.Instant(first + 3), row.InstantOrNull(first + 4), row.InstantOrNull(first + 5));
}

/// <summary>A key that counts, and whose it is.</summary>
internal sealed record KnownKey(ApiClient Client, ApiKey Key)
{
    /// <summary>The permissions that narrow the client's roles: its own scopes and those of the key, whichever are narrower.</summary>
    public IReadOnlyList<string>? Scopes => (Client.Scopes, Key.Scopes) switch
    {
        (null, var scopes) => scopes,
        (var scopes, null) => scopes,
        var (client, key) => [.. client.Intersect(key, StringComparer.Ordinal)],
    };
}
