using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>How a system that can't push is asked for changes.</summary>
/// <param name="Every">The interval.</param>
/// <param name="Overlap">How far each poll looks back behind the newest change seen, for changes that become visible late.</param>
/// <param name="Sweep">How it is asked which records are still there; null when it is not.</param>
internal sealed record PollSettings(TimeSpan Every, TimeSpan Overlap, SweepSettings? Sweep = null);
