using System.Net;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.Security;
using Lockstep.Sync.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Systems;

/// <summary>The systems of the folder, opened at start; no call was made yet.</summary>
/// <param name="Connectors">The kinds of systems that there are.</param>
/// <param name="All">The systems.</param>
internal sealed record SystemRegistry(IReadOnlyList<IConnector> Connectors, IReadOnlyList<ConfiguredSystem> All)
{
    /// <summary>Opens the systems of a folder.</summary>
    /// <param name="folder">The folder, which may be missing.</param>
    /// <param name="connectors">The kinds of systems.</param>
    /// <param name="modules">The names of the modules, which no system may have.</param>
    /// <param name="services">What systems stand on.</param>
    /// <exception cref="Runtime.StartupException">A file is wrong; the message names each fault.</exception>
    public static SystemRegistry Open(
        string folder, IReadOnlyList<IConnector> connectors, IReadOnlyCollection<string> modules, IServiceProvider services)
    {
        var (http, clock) = (services.GetRequiredService<GuardedHttp>(), services.GetRequiredService<TimeProvider>());
        var tokens = services.GetRequiredService<SystemTokens>();
        var secrets = new SecretReferences(folder, services.GetRequiredService<ISecrets>, clock);
        var reader = new SystemReader(connectors, modules, secrets.Find, (name, limits) => new SystemSetup
        {
            Name = name,
            SignIn = SignInSettings.None,
            Limits = limits,
            Http = http.CreateClient(limits.Timeout, limits.AnswerMax),
            Clock = clock,
            Tokens = tokens,
        });
        return new SystemRegistry(connectors, reader.ReadFolder(folder));
    }

    /// <summary>Reads a folder without the means to call anybody.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="connectors">The kinds of systems.</param>
    /// <param name="modules">The names of the modules.</param>
    /// <param name="faults">Gets every fault.</param>
    public static IReadOnlyList<ConfiguredSystem> Check(
        string folder, IReadOnlyList<IConnector> connectors, IReadOnlyCollection<string> modules, List<string> faults)
    {
        using var nobody = new GuardedHttp(
            Options.Create(new OutboundOptions()), new NoNames(), TimeProvider.System, NullLogger<GuardedHttp>.Instance);
        var secrets = new SecretReferences(folder, null, TimeProvider.System);
        var reader = new SystemReader(connectors, modules, secrets.Find, (name, limits) => new SystemSetup
        {
            Name = name,
            SignIn = SignInSettings.None,
            Limits = limits,
            Http = nobody.CreateClient(),
            Clock = TimeProvider.System,
            Tokens = new NoTokens(),
        });
        return reader.ReadFolder(folder, faults);
    }

    /// <summary>Whoever only checks files calls nobody.</summary>
    private sealed class NoNames : INameResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) =>
            throw new NotSupportedException("A system that is only checked calls nobody.");
    }

    private sealed class NoTokens : ITokenStore
    {
        public Task<StoredTokens?> FindAsync(string system, CancellationToken ct) => Task.FromResult<StoredTokens?>(null);

        public Task<Reply<StoredTokens>> RenewAsync(
            string system, string? shown, Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, CancellationToken ct) =>
            throw new NotSupportedException("A system that is only checked has no tokens.");
    }
}
