using System.Security.Cryptography;
using Lockstep.Identity.Schema;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Makes what stands beside the histories of records of which they must not tell all: by the audit key, so that who can only edit the
/// database can't. Where that key does not open there is none, and what stands there is random, as it was before.
/// </summary>
internal sealed class SecretSalts(IdentityDatabase database)
{
    private volatile AuditKey? _key;

    /// <summary>Reads the key, which no write may do.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        try
        {
            _key ??= await AuditKey.LoadAsync(database.Store, database.Vault, ct);
        }
        catch (CryptographicException)
        {
            // The sealer tells; people must be able to sign in all the same.
        }
    }

    /// <summary>The salt of a version of a record; null when there is no key.</summary>
    public byte[]? Of(string kind, long id, long version, byte[] secret) => _key?.SaltOf(kind, id, version, secret);
}
