namespace Lockstep.Sync.Flows;

/// <summary>What flows may name of a system.</summary>
/// <param name="Name">The system.</param>
/// <param name="CanRead">Whether changes of a kind of record can come from it.</param>
/// <param name="CanWrite">Whether a kind of record can be written to it.</param>
internal sealed record FlowSystem(string Name, Func<string, bool> CanRead, Func<string, bool> CanWrite);
