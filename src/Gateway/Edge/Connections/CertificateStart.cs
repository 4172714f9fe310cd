using Lockstep.Runtime.Security;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>Has the certificate opened at the start, and not in the first handshake: one that can't be used stops the start.</summary>
internal sealed class CertificateStart(TlsCertificate certificate) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = certificate.Current;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
