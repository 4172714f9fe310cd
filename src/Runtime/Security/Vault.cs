using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Security;

/// <summary>
/// Seals the secrets of one module's database under that database's newest data key, which the <see cref="MasterKey"/> wraps. Each blob
/// names its data key, so that older ones open until a rotation has sealed them anew. Loaded before the module
/// starts. Safe for use by many threads.
/// </summary>
public sealed partial class Vault : IDisposable
{
    private const byte Version = 2;
    internal const int HeaderBytes = 1 + sizeof(long);

    /// <summary>
    /// A value that was sealed just before a rotation may reach its table a moment after: its key is kept for longer than that.
    /// </summary>
    private static readonly TimeSpan KeepRetired = TimeSpan.FromHours(1);

    private readonly IStore _store;
    private readonly IReadOnlyList<SealedColumn> _columns;
    private readonly MasterKey _master;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile DataKeys? _keys;

    internal Vault(IStore store, IEnumerable<SealedColumn> columns, MasterKey master, TimeProvider clock, ILogger<Vault> logger)
    {
        (_store, _master, _clock, _logger) = (store, master, clock, logger);
        _columns = [.. columns.Where(column => string.Equals(column.Module, store.Name, StringComparison.Ordinal))];
    }

    /// <summary>The module whose database this is.</summary>
    public string Module => _store.Name;

    private DataKeys Keys => _keys ?? throw new InvalidOperationException("The data keys are loaded at start, which has not happened.");

    /// <summary>Encrypts a secret; the same secret gives another blob each time.</summary>
    /// <param name="purpose">
    /// What the secret is for, for example <c>identity/signing-key/7</c>; the blob opens for this purpose only.
    /// </param>
    /// <param name="secret">The secret.</param>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret)
    {
        var keys = Keys;
        return SealedBlob.Seal(keys.All[keys.Newest], keys.Header, purpose, secret);
    }

    /// <summary>
    /// Decrypts what <see cref="Seal"/> made for the same purpose; also what a <see cref="MasterKey"/> sealed before there were data keys.
    /// </summary>
    /// <exception cref="CryptographicException">
    /// The blob was changed, is for another purpose, or was sealed with a key that is not here.
    /// </exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> blob)
    {
        if (blob.Length > 0 && blob[0] == MasterKey.Version)
        {
            return _master.Open(purpose, blob);
        }

        return KeyIdOf(blob) is { } id && Keys.All.TryGetValue(id, out var key)
            ? SealedBlob.Open(key, HeaderBytes, purpose, blob)
            : throw new CryptographicException("This is not a sealed secret of this database.");
    }

    /// <summary>
    /// Like <see cref="Open"/>, but asks the database when the data key is not known: another process may have rotated it.
    /// </summary>
    /// <exception cref="CryptographicException">As with <see cref="Open"/>.</exception>
    public async ValueTask<byte[]> OpenAsync(string purpose, byte[] blob, CancellationToken ct)
    {
        if (KeyIdOf(blob) is { } id && !Keys.All.ContainsKey(id))
        {
            await RefreshAsync([_master], ct);
        }

        return Open(purpose, blob);
    }

    /// <summary>
    /// Makes a new data key, which seals from now on, and seals everything anew. What a crash leaves under an older key opens as before
    /// and is sealed anew at the next start.
    /// </summary>
    /// <returns>How many values were sealed anew.</returns>
    /// <exception cref="StoreException">The database could not take it; what is done so far stands.</exception>
    public async Task<int> RotateAsync(CancellationToken ct)
    {
        var before = (await DataKeyTable.ReadAsync(_store, ct))
            .Where(key => key.RetiredAt <= _clock.GetUtcNow() - KeepRetired)
            .Select(key => key.Id)
            .Distinct();
        var fresh = RandomNumberGenerator.GetBytes(SealedBlob.KeyBytes);
        await _store.WriteAsync(
            async transaction =>
            {
                await DataKeyTable.AddAsync(transaction, Module, _master, fresh, _clock.GetUtcNow());
                return true;
            },
            ct);
        await RefreshAsync([_master], ct);
        Made(_logger, Module);
        var count = await ResealAsync(ct);
        await DropUnusedAsync([.. before], ct);
        return count;
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    /// <summary>Opens the data keys by the master key of this process, before anything is sealed or opened.</summary>
    /// <exception cref="StartupException">The master key is not the right one.</exception>
    public Task LoadAsync(CancellationToken ct) => LoadAsync([_master], ct);

    /// <summary>Opens the data keys, makes the first one, and finishes what a crash interrupted.</summary>
    /// <param name="masters">The master key; two only while it is being changed.</param>
    /// <param name="ct">Ends the work; what is done stands.</param>
    /// <exception cref="StartupException">The master key is not the right one.</exception>
    internal async Task LoadAsync(IReadOnlyList<MasterKey> masters, CancellationToken ct)
    {
        if ((await DataKeyTable.ReadAsync(_store, ct)).Count == 0)
        {
            await CheckDirectAsync(ct);
            var first = RandomNumberGenerator.GetBytes(SealedBlob.KeyBytes);
            if (
                await _store.WriteAsync(
                    transaction => DataKeyTable.AddFirstAsync(transaction, Module, _master, first, _clock.GetUtcNow()), ct))
            {
                Made(_logger, Module);
            }
        }

        await RefreshAsync(masters, ct);
        await ResealAsync(ct);
    }

    /// <summary>From now on the data keys open with this master key too.</summary>
    internal Task WrapAsync(MasterKey master, CancellationToken ct) => _store.WriteAsync(
        async transaction =>
        {
            foreach (var (id, key) in Keys.All)
            {
                await DataKeyTable.WrapAsync(transaction, Module, master, id, key);
            }

            return true;
        },
        ct);

    /// <summary>From now on the data keys open with this master key only.</summary>
    internal Task DropOtherMastersAsync(MasterKey master, CancellationToken ct) =>
        _store.WriteAsync(transaction => DataKeyTable.DropOtherMastersAsync(transaction, master), ct);

    internal static long? KeyIdOf(ReadOnlySpan<byte> blob) =>
        blob.Length > HeaderBytes && blob[0] == Version ? BinaryPrimitives.ReadInt64BigEndian(blob[1..]) : null;

    private static byte[] HeaderOf(long id)
    {
        var header = new byte[HeaderBytes];
        header[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1), id);
        return header;
    }

    private async Task RefreshAsync(IReadOnlyList<MasterKey> masters, CancellationToken ct)
    {
        // One reading at a time: an older one that ends later would forget the newest key.
        await _reading.WaitAsync(ct);
        try
        {
            var all = DataKeyTable.Unwrap(Module, await DataKeyTable.ReadAsync(_store, ct), masters).ToFrozenDictionary();
            var newest = all.Keys.Max();
            _keys = new DataKeys(all, newest, HeaderOf(newest));
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// Before the first data key is made: a wrong master key must not get as far as wrapping one, or the right one, put back, would be
    /// the wrong one for that.
    /// </summary>
    private async Task CheckDirectAsync(CancellationToken ct)
    {
        foreach (var column in _columns)
        {
            foreach (var value in await _store.ReadAsync(reader => column.NotUnderAsync(reader, HeaderOf(0), null), ct))
            {
                try
                {
                    _master.Open(value.Purpose, value.Blob);
                }
                catch (CryptographicException error)
                {
                    throw new StartupException(
                        $"What is sealed in {Module}.db was sealed with another master key; put that one back (LOCKSTEP_MASTER_KEY_FILE, "
                            + "default master.key in the data folder).",
                        error);
                }
            }
        }
    }

    /// <summary>Seals under the newest data key what is not, a chunk per commit.</summary>
    private async Task<int> ResealAsync(CancellationToken ct)
    {
        var count = 0;
        foreach (var column in _columns)
        {
            SqlValue? last = null;
            while (await _store.ReadAsync(reader => column.NotUnderAsync(reader, Keys.Header, last), ct) is { Count: > 0 } chunk)
            {
                count += await ResealAsync(column, chunk, ct);
                last = chunk[^1].Key;
            }
        }

        if (count > 0)
        {
            Resealed(_logger, count, Module);
        }

        return count;
    }

    private async Task<int> ResealAsync(SealedColumn column, IReadOnlyList<SealedValue> chunk, CancellationToken ct)
    {
        var anew = chunk.Select(value => (Before: value, Blob: SealAnew(column, value))).Where(value => value.Blob is not null).ToList();
        return await _store.WriteAsync(
            async transaction =>
            {
                var done = 0;
                foreach (var (before, blob) in anew)
                {
                    done += await column.ReplaceAsync(transaction, before, blob!);
                }

                return done;
            },
            ct);
    }

    /// <summary>Null for a damaged value: it must not keep all others from being sealed anew, nor the process from starting.</summary>
    private byte[]? SealAnew(SealedColumn column, SealedValue value)
    {
        try
        {
            return Seal(value.Purpose, Open(value.Purpose, value.Blob));
        }
        catch (CryptographicException error)
        {
            Damaged(_logger, Module, column.Table, value.Key.ToString(), error.Message);
            return null;
        }
    }

    /// <summary>Forgets keys that were retired long enough ago, and that no value names.</summary>
    private Task DropUnusedAsync(IReadOnlyList<long> ids, CancellationToken ct) => _store.WriteAsync(
        async transaction =>
        {
            foreach (var id in ids)
            {
                var named = false;
                foreach (var column in _columns)
                {
                    named = named || await column.NamesAsync(transaction, HeaderOf(id));
                }

                if (!named)
                {
                    await DataKeyTable.DropAsync(transaction, id);
                }
            }

            return true;
        },
        ct);

    [LoggerMessage(1321, LogLevel.Information, "data key of {Module} made")]
    private static partial void Made(ILogger logger, string module);

    [LoggerMessage(1322, LogLevel.Information, "{Count} secrets of {Module} sealed with its newest data key")]
    private static partial void Resealed(ILogger logger, int count, string module);

    [LoggerMessage(1323, LogLevel.Error, "a secret in {Module}.db can't be opened, table {Table}, row {Row}: {Reason}")]
    private static partial void Damaged(ILogger logger, string module, string table, string row, string reason);

    /// <summary>The keys by id; the newest one seals, and what it sealed begins with the header.</summary>
    private sealed record DataKeys(FrozenDictionary<long, byte[]> All, long Newest, byte[] Header);
}
