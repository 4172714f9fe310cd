using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Keys;

/// <summary>How a new signing key takes over.</summary>
internal enum Takeover
{
    /// <summary>It is published first and signs after a pause, so that verifiers that keep a copy of the key set know it by then.</summary>
    AfterPause,

    /// <summary>It signs at once.</summary>
    Now,

    /// <summary>It signs at once, and nothing that the others signed counts any more. All sessions end.</summary>
    Revoking,
}

/// <summary>
/// Makes a new signing key in one commit with what becomes of the others: a crash leaves either all as it was or all done.
/// </summary>
internal sealed partial class KeyRotation(
    IdentityDatabase database, SigningKeys keys, AuditLog audit, IOptions<TokenOptions> options,
    ILogger<KeyRotation> logger)
{
    /// <summary>How often the keys are read again, and so the longest that another process goes on without a new one.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long a key verifies after the next one has taken over: as long as a token that another process signed last may be good.
    /// </summary>
    private TimeSpan Verifies => options.Value.AccessLifetime + (2 * options.Value.ClockSkew) + Reread;

    /// <summary>False when there are <see cref="SigningKeyTable.KeysMax"/> keys already, which a revoking one ends.</summary>
    public async Task<bool> RotateAsync(Takeover takeover, string actor, CancellationToken ct)
    {
        var key = SigningKey.Create();
        var blob = keys.Seal(key);
        var done = await database.Store.WriteAsync(transaction => AddAsync(transaction, key, blob, takeover, actor), ct);
        if (done)
        {
            // Committed: that the caller has gone away by now must not keep the process on the old keys.
            await keys.RefreshAsync(CancellationToken.None);
            Rotated(logger, key.Id, actor, takeover);
        }

        return done;
    }

    /// <summary>Rotates when the newest key is older than it may get; of several processes, one does.</summary>
    public async Task RotateAgedAsync(CancellationToken ct)
    {
        var oldest = database.Clock.GetUtcNow() - options.Value.SigningKeyLifetime;
        if (keys.Ring.NewestFirst[0].CreatedAt > oldest)
        {
            return;
        }

        var key = SigningKey.Create();
        var blob = keys.Seal(key);

        // Looked at again under the lock: another process may have made one since.
        var done = await database.Store.WriteAsync(
            async transaction => (await SigningKeyTable.ReadForUpdateAsync(transaction))[0].CreatedAt <= oldest
                && await AddAsync(transaction, key, blob, Takeover.AfterPause, "lockstep"),
            ct);
        if (done)
        {
            Rotated(logger, key.Id, "lockstep", Takeover.AfterPause);
        }
    }

    private async ValueTask<bool> AddAsync(ITransaction transaction, SigningKey key, byte[] blob, Takeover takeover, string actor)
    {
        var now = database.Clock.GetUtcNow();
        var others = await SigningKeyTable.ReadForUpdateAsync(transaction);
        if (others.Count >= SigningKeyTable.KeysMax && takeover != Takeover.Revoking)
        {
            return false;
        }

        // Younger than all others, whatever the clock says: the youngest one signs.
        var createdAt = others.Count > 0 && others[0].CreatedAt >= now ? others[0].CreatedAt + Tick : now;
        var signsFrom = takeover == Takeover.AfterPause ? now + options.Value.SigningKeyPause : now;
        await SigningKeyTable.AddAsync(transaction, key, blob, createdAt, signsFrom, signsFrom + Verifies);

        // The sessions as well: a refresh token would give whoever holds it a token that the new key has signed.
        if (takeover == Takeover.Revoking)
        {
            await SigningKeyTable.RetireOthersAsync(transaction, key.Id, now);
            await transaction.ExecuteAsync("update sessions set revoked_at = $1 where revoked_at is null and expires_at > $1", now);
        }

        await audit.AppendAsync(
            transaction,
            new AuditEntry(actor, takeover == Takeover.Revoking ? "signing-key:revoked" : "signing-key:rotated", $"keys/{key.Id}"));
        return true;
    }

    [LoggerMessage(4080, LogLevel.Information, "signing key {KeyId} made by {Actor}, takes over: {Takeover}")]
    private static partial void Rotated(ILogger logger, string keyId, string actor, Takeover takeover);
}
