using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Systems;

/// <summary>The tokens of systems that sign in by OAuth 2, sealed, for all processes.</summary>
internal sealed class SystemTokens(SyncDatabase database, Instance instance, IOptions<LeaseOptions> leases) : ITokenStore
{
    /// <summary>To be sealed anew when the key changes.</summary>
    public static readonly SealedColumn Column = new(
        SyncDatabase.Name, "system_tokens", "system", "tokens", static row => (row.Text(0), PurposeOf(row.Text(0))));

    public async Task<StoredTokens?> FindAsync(string system, CancellationToken ct)
    {
        var row = await database.Store.ReadAsync(
            reader => reader.FirstAsync(
                "select tokens, revision from system_tokens where system = $1",
                static row => (Blob: row.Bytes(0), Revision: row.Int64(1)), system),
            ct);
        if (row.Blob is null)
        {
            return null;
        }

        var json = await database.Vault.OpenAsync(PurposeOf(system), row.Blob, ct);
        return JsonSerializer.Deserialize(json, TokenJson.Default.StoredTokens)! with { Revision = row.Revision };
    }

    /// <summary>One at a time, by a lease, for that is awaited nowhere inside a write; the next one finds what this one kept.</summary>
    public async Task<Reply<StoredTokens>> RenewAsync(
        string system, string? shown, Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, CancellationToken ct)
    {
        var holder = new LeaseHolder(database.Store, $"tokens:{system}", instance.Name, leases.Value, database.Clock);
        await holder.HoldAsync(ct);
        try
        {
            var kept = await FindAsync(system, ct);
            if (kept is not null && shown is not null && !string.Equals(kept.Access, shown, StringComparison.Ordinal)
                && kept.ExpiresAt > database.Clock.GetUtcNow())
            {
                return kept;
            }

            // From here on the caller must not stop it half-way: the provider may have taken the refresh token. Only its time is bounded,
            // so that nobody else takes the lease and shows that refresh token again.
            using var late = new CancellationTokenSource(leases.Value.Duration / 2, database.Clock);
            var reply = await AskAsync(renew, kept, late.Token);
            return reply.Value is { } tokens ? await KeepAsync(system, tokens with { Revision = (kept?.Revision ?? 0) + 1 }) : reply;
        }
        finally
        {
            await holder.ReleaseAsync();
        }
    }

    private static async Task<Reply<StoredTokens>> AskAsync(
        Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, StoredTokens? kept, CancellationToken ct)
    {
        try
        {
            return await renew(kept, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new Failure(FailureCause.Unavailable, "No token came in time.");
        }
    }

    /// <summary>
    /// Whatever became of the lease: what was granted is the only copy, and the one before may count no more. Newer ones stay.
    /// </summary>
    private async Task<StoredTokens> KeepAsync(string system, StoredTokens tokens)
    {
        var blob = database.Vault.Seal(PurposeOf(system), JsonSerializer.SerializeToUtf8Bytes(tokens, TokenJson.Default.StoredTokens));
        var kept = await database.Store.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            insert into system_tokens (system, tokens, revision, updated_at) values ($1, $2, $3, $4)
            on conflict (system) do update set tokens = excluded.tokens, revision = excluded.revision, updated_at = excluded.updated_at
            where system_tokens.revision < excluded.revision
            """,
            system, blob, tokens.Revision, database.Clock.GetUtcNow()));
        return kept == 0 && await FindAsync(system, CancellationToken.None) is { } newer ? newer : tokens;
    }

    private static string PurposeOf(string system) => $"sync/system-tokens/{system}";
}

/// <summary>The JSON that is sealed.</summary>
[JsonSerializable(typeof(StoredTokens))]
internal sealed partial class TokenJson : JsonSerializerContext;
