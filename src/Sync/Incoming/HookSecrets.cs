using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Runtime.Security;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Secrets;

namespace Lockstep.Sync.Incoming;

/// <summary>The secrets by which calls to flows are believed, looked up when a call comes.</summary>
/// <param name="folder">The folder of flows, which paths are relative to.</param>
/// <param name="secrets">Finds what is stored.</param>
/// <param name="clock">The time.</param>
internal sealed class HookSecrets(string folder, Func<ISecrets> secrets, TimeProvider clock)
{
    private readonly SecretReferences _references = new(folder, secrets, clock);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Secret?> _known = new(StringComparer.Ordinal);

    /// <summary>The secrets of a flow that count.</summary>
    /// <exception cref="SecretMissingException">The first one is not there. The one before need not be.</exception>
    public async ValueTask<IReadOnlyList<string>> FindAsync(Flow flow, CancellationToken ct)
    {
        var found = new List<string>();
        foreach (var reference in flow.Incoming!.Secrets)
        {
            try
            {
                found.Add(await _known.GetOrAdd(reference, _references.Find)!.ReadAsync(ct));
            }
            catch (SecretMissingException) when (found.Count > 0)
            {
                // It has had its time.
            }
        }

        return found;
    }
}
