using System.Collections.Frozen;
using System.Security.Cryptography;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.Keys;

/// <summary>All keys that are not retired, in memory: each request asks for one.</summary>
internal sealed partial class SigningKeys(
    [FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, MasterKey master, ILogger<SigningKeys> logger) : ITokenKeys
{
    private const string Purpose = "identity/signing-key/";
    private volatile FrozenDictionary<string, SigningKey> _keys = FrozenDictionary<string, SigningKey>.Empty;
    private volatile SigningKey? _current;

    /// <summary>The newest key, which signs.</summary>
    public SigningKey Current => _current ?? throw new InvalidOperationException("The keys are loaded at start, which has not happened.");

    public IReadOnlyList<SigningKey> All => _keys.Values;

    public SecurityKey? Find(string keyId) => _keys.GetValueOrDefault(keyId)?.Verifier;

    /// <summary>Reads the keys from the database; makes the first one when there is none.</summary>
    /// <exception cref="StartupException">The master key is not the one that they were sealed with.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        var keys = await ReadAsync(ct);
        if (keys.Count == 0)
        {
            await MakeFirstAsync(SigningKey.Create(), ct);
            keys = await ReadAsync(ct);
        }

        _keys = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _current = keys[0];
    }

    private async Task<IReadOnlyList<SigningKey>> ReadAsync(CancellationToken ct)
    {
        var rows = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                "select kid, private_key from signing_keys where retired_at is null order by created_at desc, kid",
                static row => (Id: row.Text(0), Blob: row.Bytes(1))),
            ct);
        return [.. rows.Select(row => Open(row.Id, row.Blob))];
    }

    private SigningKey Open(string id, byte[] blob)
    {
        try
        {
            return SigningKey.Import(master.Open(Purpose + id, blob));
        }
        catch (CryptographicException error)
        {
            throw new StartupException(
                "The signing key in identity.db was sealed with another master key; put that one back (LOCKSTEP_MASTER_KEY_FILE, default master.key in the data folder).",
                error);
        }
    }

    /// <summary>Several processes may start at once; the table has one first key all the same.</summary>
    private async Task MakeFirstAsync(SigningKey key, CancellationToken ct)
    {
        var blob = master.Seal(Purpose + key.Id, key.ExportPrivateKey());
        var made = await database.Store.WriteAsync(
            async transaction => await transaction.ExecuteAsync(
                """
                insert into signing_keys (kid, public_key, private_key, created_at)
                select $1, $2, $3, $4 where not exists (select 1 from signing_keys where retired_at is null)
                """,
                key.Id, key.PublicKey, blob, database.Clock.GetUtcNow()) == 1,
            ct);
        if (made)
        {
            Made(logger, key.Id);
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "signing key {KeyId} made")]
    private static partial void Made(ILogger logger, string keyId);
}
