using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Keys;

/// <summary>A key of the table that is not retired.</summary>
internal sealed record SigningKeyRow(string Id, byte[] Blob, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiresAt);

/// <summary>The table signing_keys.</summary>
internal static class SigningKeyTable
{
    /// <summary>The most keys that are not retired; each is in every answer of the key set.</summary>
    public const int KeysMax = 10;

    private const string Lock = "signing-keys";

    /// <summary>Those that are not retired, newest first.</summary>
    public static ValueTask<IReadOnlyList<SigningKeyRow>> ReadAsync(IReader reader) => reader.QueryAsync(
        "select kid, private_key, created_at, signs_from, retires_at from signing_keys "
            + "where retired_at is null order by created_at desc, kid",
        static row => new SigningKeyRow(row.Text(0), row.Bytes(1), row.Instant(2), row.Instant(3), row.InstantOrNull(4)));

    /// <summary>The same for a write that adds one: of several processes, one does so at a time.</summary>
    public static async ValueTask<IReadOnlyList<SigningKeyRow>> ReadForUpdateAsync(ITransaction transaction)
    {
        await transaction.LockAsync(Lock);
        return await ReadAsync(transaction);
    }

    /// <summary>The first key of all; false when there is one.</summary>
    public static async ValueTask<bool> AddFirstAsync(ITransaction transaction, SigningKey key, byte[] blob, DateTimeOffset now)
    {
        await transaction.LockAsync(Lock);
        return await transaction.ExecuteAsync(
            """
            insert into signing_keys (kid, public_key, private_key, created_at, signs_from)
            select $1, $2, $3, $4, $4 where not exists (select 1 from signing_keys where retired_at is null)
            """,
            key.Id, key.PublicKey, blob, now) == 1;
    }

    /// <summary>A further key; the others retire when all that they signed until it takes over has expired.</summary>
    public static async ValueTask AddAsync(
        ITransaction transaction, SigningKey key, byte[] blob, DateTimeOffset createdAt, DateTimeOffset signsFrom,
        DateTimeOffset othersRetireAt)
    {
        await transaction.ExecuteAsync(
            "insert into signing_keys (kid, public_key, private_key, created_at, signs_from) values ($1, $2, $3, $4, $5)",
            key.Id, key.PublicKey, blob, createdAt, signsFrom);
        await transaction.ExecuteAsync(
            "update signing_keys set retires_at = $2 where retired_at is null and retires_at is null and kid <> $1", key.Id,
            othersRetireAt);
    }

    /// <summary>Retires the keys whose time has come; their private parts are erased.</summary>
    public static ValueTask<int> RetireDueAsync(ITransaction transaction, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "update signing_keys set retired_at = $1, private_key = $2 where retired_at is null and retires_at <= $1", now,
            Array.Empty<byte>());

    /// <summary>Retires all keys but one at once.</summary>
    public static ValueTask<int> RetireOthersAsync(ITransaction transaction, string id, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "update signing_keys set retired_at = $2, retires_at = $2, private_key = $3 where retired_at is null and kid <> $1", id, now,
            Array.Empty<byte>());
}
