using Lockstep.Identity.Keys;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Users;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Identity.Start;

/// <summary>
/// What must be there before the first request: a signing key, what was revoked, who failed to sign in, and somebody who can sign in.
/// </summary>
internal sealed class IdentityStart(
    SigningKeys keys, FirstAdmin firstAdmin, Revocations revocations, UserKeyRenewal keysOfUsers, SignInLog attempts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.LoadAsync(cancellationToken);
        await revocations.LoadAsync(cancellationToken);
        await keysOfUsers.RunAsync(cancellationToken);
        await attempts.LoadAsync(cancellationToken);
        await firstAdmin.EnsureAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
