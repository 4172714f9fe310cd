using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Storage;

/// <summary>What a module's use cases work with: its store, its log of changes and the clock. Keyed by the module's name.</summary>
/// <param name="Store">The module's database.</param>
/// <param name="Log">Writes history and events in the commit of a change.</param>
/// <param name="Clock">The only source of time.</param>
public sealed record ModuleDatabase(IStore Store, RecordLog Log, TimeProvider Clock);
