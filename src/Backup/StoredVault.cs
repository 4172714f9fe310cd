using System.Security.Cryptography;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;

namespace Lockstep.Backup;

/// <summary>
/// Opens what a module's <see cref="Vault"/> sealed, for commands that only read a data folder: nothing is made or sealed anew.
/// </summary>
/// <param name="stores">The databases.</param>
/// <param name="module">The module.</param>
/// <param name="master">The key that wraps its data keys.</param>
public sealed class StoredVault(StoredModules stores, string module, MasterKey master)
{
    /// <summary>Decrypts what the vault sealed for the same purpose.</summary>
    /// <exception cref="CryptographicException">The blob was changed or is for another purpose.</exception>
    /// <exception cref="StartupException">The master key is not the right one.</exception>
    public async Task<byte[]> OpenAsync(string purpose, byte[] blob)
    {
        var keys = DataKeyTable.Unwrap(module, await stores.ReadAsync(module, DataKeyTable.ReadAsync), [master]);

        // What was sealed before there were data keys was sealed by the master key itself.
        return Vault.KeyIdOf(blob) is { } id && keys.TryGetValue(id, out var key)
            ? SealedBlob.Open(key, Vault.HeaderBytes, purpose, blob)
            : master.Open(purpose, blob);
    }
}
