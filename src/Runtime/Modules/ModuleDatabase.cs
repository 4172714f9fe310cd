using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Modules;

/// <summary>
/// What a module's use cases work with. Each module has a type of its own, so that none is handed another one's database.
/// </summary>
/// <param name="parts">What it is made of.</param>
public abstract class ModuleDatabase(DatabaseParts parts)
{
    /// <summary>Reads and writes the database.</summary>
    public IStore Store => parts.Store;

    /// <summary>Writes history and events in the commit of a change.</summary>
    public RecordLog Log => parts.Log;

    /// <summary>Seals what must not be readable in the database.</summary>
    public Vault Vault => parts.Vault;

    /// <summary>The only source of time.</summary>
    public TimeProvider Clock => parts.Clock;

    /// <summary>The fields that people gave to the module's records.</summary>
    public CustomFields Custom => parts.Custom;

    /// <summary>How far its lists go.</summary>
    public ListOptions Lists => parts.Lists;

    /// <summary>
    /// What a read found, once that is on disk. For what is told to somebody and may have been written behind: nobody shall know of a
    /// delivery, by its number, that a power cut takes back.
    /// </summary>
    /// <typeparam name="T">What it found.</typeparam>
    /// <param name="read">The read.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<T> OnDiskAsync<T>(Task<T> read, CancellationToken ct)
    {
        var found = await read;
        await Store.SyncedAsync(ct);
        return found;
    }
}

/// <summary>What a <see cref="ModuleDatabase"/> is made of.</summary>
/// <param name="Store">The module's database.</param>
/// <param name="Log">Writes its history and events.</param>
/// <param name="Vault">Seals its secrets.</param>
/// <param name="Clock">The only source of time.</param>
public sealed record DatabaseParts(IStore Store, RecordLog Log, Vault Vault, TimeProvider Clock)
{
    /// <summary>The fields that people gave to the module's records; none until they are read.</summary>
    public CustomFields Custom { get; init; } = new();

    /// <summary>How far the module's lists go.</summary>
    public ListOptions Lists { get; init; } = new();
}
