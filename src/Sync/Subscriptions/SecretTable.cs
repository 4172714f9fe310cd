using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Subscriptions;

/// <summary>The secrets of webhooks, sealed.</summary>
internal static class SecretTable
{
    /// <summary>To be sealed anew when the key changes.</summary>
    public static readonly SealedColumn Column = new(
        SyncDatabase.Name, "webhook_secrets", "id", "secret", static row => (row.Int64(0), PurposeOf(row.Int64(0))));

    /// <summary>The secrets of all webhooks that may still count, the newest of each first.</summary>
    public static ValueTask<IReadOnlyList<SealedSecret>> ReadAsync(IReader reader, DateTimeOffset now) => reader.QueryAsync(
        "select id, webhook_id, secret, until_at from webhook_secrets where until_at is null or until_at > $1 order by id desc",
        static row => new SealedSecret(row.Int64(0), row.Int64(1), row.Bytes(2), row.InstantOrNull(3)), now);

    /// <summary>
    /// Adds a secret, which is the newest from now on. Those before count until an instant, or as long as they would have: a rotation whose
    /// answer was lost must not end the secret that the receiver has.
    /// </summary>
    public static async ValueTask AddAsync(
        ITransaction transaction, Vault vault, long webhook, string secret, DateTimeOffset now, DateTimeOffset previousUntil)
    {
        await transaction.SendAsync("delete from webhook_secrets where webhook_id = $1 and until_at <= $2", webhook, now);
        await transaction.SendAsync(
            "update webhook_secrets set until_at = $2 where webhook_id = $1 and (until_at is null or until_at > $2)", webhook,
                previousUntil);
        var id = await transaction.FirstAsync(
            "insert into webhook_secrets (webhook_id, secret, made_at) values ($1, $2, $3) returning id",
            static row => row.Int64(0), webhook, Array.Empty<byte>(), now);
        await transaction.SendAsync(
            "update webhook_secrets set secret = $2 where id = $1", id, vault.Seal(PurposeOf(id), Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>How many secrets of a webhook count.</summary>
    public static ValueTask<long> CountAsync(IReader reader, long webhook, DateTimeOffset now) => reader.FirstAsync(
        "select count(*) from webhook_secrets where webhook_id = $1 and (until_at is null or until_at > $2)", static row => row.Int64(0),
        webhook, now);

    /// <summary>Opens a secret; null when it can't be opened, which its webhook then says with each attempt.</summary>
    public static async ValueTask<SigningSecret?> OpenAsync(Vault vault, SealedSecret secret, CancellationToken ct)
    {
        try
        {
            var text = await vault.OpenAsync(PurposeOf(secret.Id), secret.Blob, ct);
            return new SigningSecret(Encoding.UTF8.GetString(text), secret.Until);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string PurposeOf(long id) => string.Create(CultureInfo.InvariantCulture, $"sync/webhook-secret/{id}");
}

/// <summary>A secret as its table has it.</summary>
internal sealed record SealedSecret(long Id, long Webhook, byte[] Blob, DateTimeOffset? Until);
