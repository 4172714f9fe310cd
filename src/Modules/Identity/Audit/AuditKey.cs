using System.Buffers.Binary;
using System.Security.Cryptography;
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
    public static readonly SealedColumn Column = new(IdentityModule.Key, "audit_key", "id", "sealed_key", static row => (row.Int64(0), Purpose));

    private const int KeyBytes = 32;
    private readonly byte[] _key;

    private AuditKey(byte[] key) => _key = key;

    /// <summary>The key from its bytes.</summary>
    public static AuditKey Of(byte[] key) => new(key);

    /// <summary>Reads the key; makes it when there is none and nothing was sealed yet.</summary>
    /// <exception cref="CryptographicException">It is gone, was changed, or was sealed with another master key.</exception>
    public static async Task<AuditKey> LoadAsync(IStore store, Vault vault, CancellationToken ct)
    {
        var made = vault.Seal(Purpose, RandomNumberGenerator.GetBytes(KeyBytes));
        var blob = await store.ReadAsync(ReadAsync, ct) ?? await store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    """
                    insert into audit_key (id, sealed_key) select 1, $1
                    where not exists (select 1 from audit_key) and not exists (select 1 from audit_seals)
                    """,
                    made);
                return await ReadAsync(transaction);
            },
            ct);
        return new AuditKey(await vault.OpenAsync(Purpose, blob ?? throw new CryptographicException("The audit key is gone, although there are seals."), ct));
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
        return HMACSHA256.HashData(_key, (byte[])[1, .. numbers, .. seal.Hash]);
    }

    /// <summary>The tag that says that a seal is the newest.</summary>
    public byte[] TagOfHead(AuditSeal seal) => HMACSHA256.HashData(_key, (byte[])[2, .. seal.Tag]);

    public bool Made(AuditSeal seal) => CryptographicOperations.FixedTimeEquals(TagOf(seal), seal.Tag);

    public bool MadeHead(AuditSeal seal, byte[] tag) => CryptographicOperations.FixedTimeEquals(TagOfHead(seal), tag);
}
