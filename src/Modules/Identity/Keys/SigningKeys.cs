using System.Security.Cryptography;
using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.Keys;

/// <summary>All keys that are not retired, in memory: each request asks for one.</summary>
internal sealed partial class SigningKeys(
    IdentityDatabase database,
    ILogger<SigningKeys> logger) : ITokenKeys, IDisposable
{
    /// <summary>Where the private keys are sealed.</summary>
    public static readonly SealedColumn Column = new(
        IdentityDatabase.Name, "signing_keys", "kid", "private_key", static row => (row.Text(0), PurposeOf(row.Text(0))));

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile KeyRing? _ring;

    /// <summary>Rings when a token names a key that is not here: another process may have made it.</summary>
    public Signal Unknown { get; } = new();

    public KeyRing Ring => _ring ?? throw new InvalidOperationException("The keys are loaded at start, which has not happened.");

    /// <summary>The key that signs now.</summary>
    public SigningKey Current => Ring.SignerAt(database.Clock.GetUtcNow());

    public IEnumerable<SigningKey> All => Ring.NewestFirst.Select(timed => timed.Key);

    public SecurityKey? Find(string keyId)
    {
        if (Ring.Find(keyId) is { } key)
        {
            return key.Verifier;
        }

        Unknown.Ring();
        return null;
    }

    public byte[] Seal(SigningKey key) => database.Vault.Seal(PurposeOf(key.Id), key.ExportPrivateKey());

    /// <summary>Retires the keys whose time has come and reads the others; makes the first one when there is none.</summary>
    /// <exception cref="StartupException">A key can't be opened.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        await RetireAsync(ct);
        var rows = await database.Store.ReadAsync(SigningKeyTable.ReadAsync, ct);
        if (rows.Count == 0)
        {
            await MakeFirstAsync(SigningKey.Create(), ct);

            // Read again: another process may have made the first one.
            rows = await database.Store.ReadAsync(SigningKeyTable.ReadAsync, ct);
        }

        _ring = await OpenAsync(rows, ct);
    }

    /// <summary>
    /// Reads the keys again; those that are here already stay the same objects, so that remembered tokens stay remembered.
    /// </summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        // One reading at a time: an older one that ends later would bring back keys that were revoked meanwhile.
        await _reading.WaitAsync(ct);
        try
        {
            if (Ring.HasDueAt(database.Clock.GetUtcNow()))
            {
                await RetireAsync(ct);
            }

            var rows = await database.Store.ReadAsync(SigningKeyTable.ReadAsync, ct);

            // None at all is no answer: with no key that signs nobody could come in, so those that are here stay.
            if (rows.Count > 0)
            {
                _ring = await OpenAsync(rows, ct);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static string PurposeOf(string keyId) => "identity/signing-key/" + keyId;

    private async Task RetireAsync(CancellationToken ct)
    {
        var count = await database.Store.WriteAsync(
            transaction => SigningKeyTable.RetireDueAsync(transaction, database.Clock.GetUtcNow()), ct);
        if (count > 0)
        {
            Retired(logger, count);
        }
    }

    private async Task<KeyRing> OpenAsync(IReadOnlyList<SigningKeyRow> rows, CancellationToken ct)
    {
        var keys = new List<TimedKey>(rows.Count);
        foreach (var row in rows)
        {
            keys.Add(new TimedKey(_ring?.Find(row.Id) ?? await OpenAsync(row, ct), row.CreatedAt, row.SignsFrom, row.RetiresAt));
        }

        return new KeyRing(keys);
    }

    private async Task<SigningKey> OpenAsync(SigningKeyRow row, CancellationToken ct)
    {
        try
        {
            return SigningKey.Import(await database.Vault.OpenAsync(PurposeOf(row.Id), row.Blob, ct));
        }
        catch (CryptographicException error)
        {
            throw new StartupException($"The signing key {row.Id} in identity.db is damaged; restore a backup.", error);
        }
    }

    /// <summary>Several processes may start at once; the table has one first key all the same.</summary>
    private async Task MakeFirstAsync(SigningKey key, CancellationToken ct)
    {
        var blob = Seal(key);
        if (
            await database.Store.WriteAsync(
                transaction => SigningKeyTable.AddFirstAsync(transaction, key, blob, database.Clock.GetUtcNow()), ct))
        {
            Made(logger, key.Id);
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "signing key {KeyId} made")]
    private static partial void Made(ILogger logger, string keyId);

    [LoggerMessage(4081, LogLevel.Information, "{Count} signing keys retired: every token that they signed has expired")]
    private static partial void Retired(ILogger logger, int count);
}
