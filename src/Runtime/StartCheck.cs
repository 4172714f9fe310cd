namespace Lockstep.Runtime;

/// <summary>Looks, before a folder, a key or a database is made, for what would keep the process from starting.</summary>
/// <param name="Run">Makes nothing; throws a <see cref="StartupException"/> with one line.</param>
public sealed record StartCheck(Action Run);
