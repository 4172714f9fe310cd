using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>
/// The key under which seals are made (HMAC-SHA256). It is sealed by the module's vault, so that who can only edit the database can't make
/// seals for a chain of their own.
/// </summary>
internal sealed class AuditKey
{
    /// <summary>What the vault seals it for.</summary>
    public const string Purpose = "identity/audit-key";

    /// <summary>Where it is sealed.</summary>
    public static readonly SealedColumn Column = new(
        IdentityDatabase.Name, "audit_key", "id", "sealed_key", static row => (row.Int64(0), Purpose));

    private const int KeyBytes = 32;
    private readonly byte[] _key;

    private AuditKey(byte[] key) => _key = key;

    /// <summary>The key from its bytes.</summary>
    public static AuditKey Of(byte[] key) => new(key);

    /// <summary>Makes the key and the mark of the empty log, in one commit; nothing once there are entries.</summary>
    /// <exception cref="CryptographicException">There is a key, but it does not open.</exception>
    public static async Task BeginAsync(IStore store, Vault vault, CancellationToken ct)
    {
        if (await store.ReadAsync(reader => reader.FirstAsync("select 1 from audit_head", static row => row.Int64(0)), ct) == 1)
        {
            return;
        }

        var known = await store.ReadAsync(ReadAsync, ct);
        var key = known is null ? RandomNumberGenerator.GetBytes(KeyBytes) : await vault.OpenAsync(Purpose, known, ct);
        var (blob, tag) = (known ?? vault.Seal(Purpose, key), new AuditKey(key).TagOfEmpty());
        await store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    """
                    insert into audit_key (id, sealed_key) select 1, $1
                    where not exists (select 1 from audit_key) and not exists (select 1 from audit)
                      and not exists (select 1 from audit_seals)
                    """,
                    blob);

                // Only beside this very key: of two processes that start at once, one makes both.
                return await transaction.ExecuteAsync(
                    """
                    insert into audit_head (id, last, tag) select 1, 0, $2
                    where exists (select 1 from audit_key where sealed_key = $1) and not exists (select 1 from audit_head)
                      and not exists (select 1 from audit) and not exists (select 1 from audit_seals)
                    """,
                    blob, tag);
            },
            ct);
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="CryptographicException">It is gone, was changed, or was sealed with another master key.</exception>
    public static async Task<AuditKey> LoadAsync(IStore store, Vault vault, CancellationToken ct)
    {
        var blob = await store.ReadAsync(ReadAsync, ct) ?? throw new CryptographicException("the audit key is gone");
        return new AuditKey(await vault.OpenAsync(Purpose, blob, ct));
    }

    /// <summary>The key as the database holds it; null when there is none.</summary>
    public static ValueTask<byte[]?> ReadAsync(IReader reader) =>
        reader.FirstAsync("select sealed_key from audit_key", static row => row.Bytes(0));

    /// <summary>The tag of a seal, over all that it says.</summary>
    public byte[] TagOf(AuditSeal seal)
    {
        Span<byte> numbers = stackalloc byte[3 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, seal.First);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], seal.Last);
        BinaryPrimitives.WriteInt64BigEndian(numbers[(2 * sizeof(long))..], seal.At);

        // The first byte says what is tagged: no tag can be passed off as one of another kind.
        return HMACSHA256.HashData(_key, (byte[])[1, .. numbers, .. seal.Hash]);
    }

    /// <summary>The tag that says that a seal is the newest.</summary>
    public byte[] TagOfHead(AuditSeal seal) => HMACSHA256.HashData(_key, (byte[])[2, .. seal.Tag]);

    /// <summary>The tag that says that nothing is sealed yet.</summary>
    public byte[] TagOfEmpty() => HMACSHA256.HashData(_key, (byte[])[3]);

    /// <summary>What stands beside the history of a record, and proves what that must not tell.</summary>
    public byte[] SaltOf(string kind, long id, long version, byte[] secret)
    {
        Span<byte> numbers = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, id);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], version);
        return HMACSHA256.HashData(_key, (byte[])[4, .. numbers, .. Encoding.UTF8.GetBytes(kind), 0, .. secret]);
    }

    public bool Made(AuditSeal seal) => CryptographicOperations.FixedTimeEquals(TagOf(seal), seal.Tag);

    public bool MadeHead(AuditSeal seal, byte[] tag) => CryptographicOperations.FixedTimeEquals(TagOfHead(seal), tag);

    public bool MadeEmpty(byte[] tag) => CryptographicOperations.FixedTimeEquals(TagOfEmpty(), tag);
}
