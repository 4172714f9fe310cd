using System.Globalization;
using System.Security.Cryptography;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Security;

/// <summary>A data key as a master key wrapped it.</summary>
internal sealed record WrappedKey(long Id, DateTimeOffset? RetiredAt, string Master, byte[] Blob);

/// <summary>The tables data_keys and data_key_wraps of one module's database.</summary>
internal static class DataKeyTable
{
    private const string Lock = "data-keys";

    public static async Task<IReadOnlyList<WrappedKey>> ReadAsync(IStore store, CancellationToken ct) =>
        await store.ReadAsync(ReadAsync, ct);

    public static ValueTask<IReadOnlyList<WrappedKey>> ReadAsync(IReader reader) => reader.QueryAsync(
        "select k.id, k.retired_at, coalesce(w.master, ''), w.wrapped from data_keys k left join data_key_wraps "
            + "w on w.data_key = k.id order by k.id, w.master",
        static row => new WrappedKey(row.Int64(0), row.InstantOrNull(1), row.Text(2), row.Bytes(3)));

    /// <summary>The first key; nothing when there is one: several processes may start at once.</summary>
    public static async ValueTask<bool> AddFirstAsync(
        ITransaction transaction, string module, MasterKey master, byte[] key, DateTimeOffset now)
    {
        await transaction.LockAsync(Lock);
        if (await transaction.FirstAsync("select 1 from data_keys limit 1", static row => row.Int64(0)) == 1)
        {
            return false;
        }

        await AddAsync(transaction, module, master, key, now);
        return true;
    }

    /// <summary>A new key, which seals from now on.</summary>
    public static async ValueTask AddAsync(ITransaction transaction, string module, MasterKey master, byte[] key, DateTimeOffset now)
    {
        // One key at a time, or neither of two would retire the other.
        await transaction.LockAsync(Lock);
        var id = await transaction.FirstAsync(
            "insert into data_keys (created_at) values ($1) returning id", static row => row.Int64(0), now);
        await transaction.ExecuteAsync("update data_keys set retired_at = $2 where id <> $1 and retired_at is null", id, now);
        await WrapAsync(transaction, module, master, id, key);
    }

    public static ValueTask<int> WrapAsync(ITransaction transaction, string module, MasterKey master, long id, byte[] key) =>
        transaction.ExecuteAsync(
            "insert into data_key_wraps (data_key, master, wrapped) values ($1, $2, $3) on conflict (data_key, master) do nothing", id,
            master.Fingerprint, master.Seal(Purpose(module, id), key));

    public static ValueTask<int> DropOtherMastersAsync(ITransaction transaction, MasterKey master) => transaction.ExecuteAsync(
        "delete from data_key_wraps where master <> $1", master.Fingerprint);

    public static async ValueTask DropAsync(ITransaction transaction, long id)
    {
        await transaction.ExecuteAsync("delete from data_key_wraps where data_key = $1", id);
        await transaction.ExecuteAsync("delete from data_keys where id = $1", id);
    }

    /// <summary>All keys by their ids, each opened by one of the master keys.</summary>
    /// <exception cref="StartupException">None of the master keys opens one of them.</exception>
    public static Dictionary<long, byte[]> Unwrap(string module, IEnumerable<WrappedKey> rows, IReadOnlyList<MasterKey> masters) =>
        rows.GroupBy(row => row.Id).ToDictionary(key => key.Key, key => Unwrap(module, key, masters));

    private static byte[] Unwrap(string module, IGrouping<long, WrappedKey> key, IReadOnlyList<MasterKey> masters)
    {
        foreach (var master in masters)
        {
            if (key.FirstOrDefault(wrap => string.Equals(wrap.Master, master.Fingerprint, StringComparison.Ordinal)) is { } wrap)
            {
                return Open(module, master, wrap);
            }
        }

        throw new StartupException(
            $"The data key in {module}.db was wrapped by another master key; put that one back (LOCKSTEP_MASTER_KEY_FILE, default "
                + "master.key in the data folder).");
    }

    private static byte[] Open(string module, MasterKey master, WrappedKey wrap)
    {
        try
        {
            return master.Open(Purpose(module, wrap.Id), wrap.Blob);
        }
        catch (CryptographicException error)
        {
            throw new StartupException($"The data key in {module}.db is damaged; restore a backup.", error);
        }
    }

    private static string Purpose(string module, long id) => string.Create(CultureInfo.InvariantCulture, $"data-key/{module}/{id}");
}
