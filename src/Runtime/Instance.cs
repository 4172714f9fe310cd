namespace Lockstep.Runtime;

/// <summary>This process among others: who holds a lease.</summary>
/// <param name="Name">Unique for each start, for example <c>host:1234:0192f0c1…</c>.</param>
public sealed record Instance(string Name);
