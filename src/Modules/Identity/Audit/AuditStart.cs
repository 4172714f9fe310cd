using System.Security.Cryptography;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Makes the audit key and the mark of the empty log before anything can write an entry. From then on a log without them is one that
/// somebody took them from: the sealer must never begin anew on entries that are there already.
/// </summary>
internal sealed class AuditStart(IdentityDatabase database, SecretSalts salts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AuditKey.BeginAsync(database.Store, database.Vault, cancellationToken);
        }
        catch (CryptographicException)
        {
            // A key that does not open is the sealer's to tell; people must be able to sign in all the same.
        }

        // Behind the key, which may have been made only now.
        await salts.LoadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
