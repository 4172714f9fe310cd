using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.Security;

/// <summary>Opens the data keys of a module's database before anything of the module starts.</summary>
internal sealed class VaultStart(Vault vault) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => vault.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
