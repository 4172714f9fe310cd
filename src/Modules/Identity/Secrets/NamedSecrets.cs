using System.Text;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Identity.Secrets;

/// <summary>The secrets that Lockstep needs from outside; the table holds them sealed.</summary>
internal sealed class NamedSecrets(
    IdentityDatabase database,
    IEnumerable<KnownSecret> known, IConfiguration configuration) : ISecrets
{
    /// <summary>Where they are sealed.</summary>
    public static readonly SealedColumn Column = new(
        IdentityDatabase.Name, "secrets", "name", "blob", static row => (row.Text(0), PurposeOf(row.Text(0))));

    /// <summary>What can be set, by name.</summary>
    public IReadOnlyDictionary<string, KnownSecret> Known { get; } = new SortedDictionary<string, KnownSecret>(
        known.ToDictionary(secret => secret.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The secret of that name, be it by its own or in a family; null when there is none.</summary>
    public KnownSecret? KnownAs(string name) => Known.TryGetValue(name, out var own) && !own.IsFamily ? own
        : Known.Values.FirstOrDefault(family => family.Has(name)) is { } found ? found with { Name = name }
        : null;

    public async ValueTask<string?> FindAsync(string name, CancellationToken ct)
    {
        if (KnownAs(name) is not { } secret)
        {
            throw new ArgumentException($"Nobody has registered the secret {name}.", nameof(name));
        }

        if (Configured(secret) is { } configured)
        {
            return configured;
        }

        // Read each time: what another process has set or taken away counts at once.
        var blob = await database.Store.ReadAsync(
            reader => reader.FirstAsync("select blob from secrets where name = $1", static row => row.Bytes(0), name), ct);
        return blob is null ? null : Encoding.UTF8.GetString(await database.Vault.OpenAsync(PurposeOf(name), blob, ct));
    }

    public bool IsConfigured(KnownSecret secret) => Configured(secret) is not null;

    public byte[] Seal(string name, string value) => database.Vault.Seal(PurposeOf(name), Encoding.UTF8.GetBytes(value));

    private static string PurposeOf(string name) => "secret/" + name;

    /// <summary>An empty setting is one that was not set, as with all others.</summary>
    private string? Configured(KnownSecret secret) =>
        secret.Setting is { } setting && configuration[setting] is { Length: > 0 } value ? value : null;
}
