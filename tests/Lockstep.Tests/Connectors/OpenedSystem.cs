using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Sync.Systems;

namespace Lockstep.Tests.Connectors;

/// <summary>Opens systems as their files would.</summary>
internal static class OpenedSystem
{
    /// <summary>A system by the parts of its file; every secret that it refers to has the same value.</summary>
    /// <param name="connector">The kind of system.</param>
    /// <param name="options">The part <c>options</c>, as YAML.</param>
    /// <param name="signIn">The part <c>signIn</c>, as YAML.</param>
    /// <param name="client">Calls it.</param>
    /// <param name="clock">The time.</param>
    /// <param name="secret">The value of every secret.</param>
    /// <param name="limits">The limits; none by default.</param>
    public static ISystem Of(
        IConnector connector, string options, string signIn, HttpClient client, TimeProvider clock, string secret, SystemLimits? limits =
            null)
    {
        var faults = new List<string>();
        var file = new SettingFile(faults.Add, reference => new Secret(reference, _ => ValueTask.FromResult<string?>(secret)));
        var setup = new SystemSetup
        {
            Name = "tried",
            SignIn = SignInPart.Read(file.Parse(signIn)!, connector.SignIns) ?? SignInSettings.None,
            Limits = limits ?? new SystemLimits(),
            Http = client,
            Clock = clock,
            Tokens = new NoTokens(),
        };
        var node = file.Parse(options)!;
        var system = connector.Open(setup, node);
        node.End();
        faults.ShouldBeEmpty();
        return system.ShouldNotBeNull();
    }

    private sealed class NoTokens : ITokenStore
    {
        public Task<StoredTokens?> FindAsync(string system, CancellationToken ct) => Task.FromResult<StoredTokens?>(null);

        public Task<Reply<StoredTokens>> RenewAsync(
            string system, string? shown, Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, CancellationToken ct) =>
            renew(null, ct);
    }
}
