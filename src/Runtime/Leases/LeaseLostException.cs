namespace Lockstep.Runtime.Leases;

/// <summary>The lease that a commit rests on is held by somebody else now; the commit did not happen.</summary>
public sealed class LeaseLostException(string name, long token = 0) : Exception($"The lease {name} is held by another process now.")
{
    /// <summary>The lease's name.</summary>
    public string Name { get; } = name;

    /// <summary>The fencing token that no longer counts; 0 when the work was guarded by its own position instead.</summary>
    public long Token { get; } = token;
}
