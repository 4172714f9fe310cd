using Lockstep.Runtime.Leases;

namespace Lockstep.Sync.Deliveries;

/// <summary>What the processes that deliver to one target ring each other by.</summary>
internal static class PartTopics
{
    /// <summary>Rung when parts become free, or a process comes: everybody looks again.</summary>
    public static string OfShares(string target) => Lease.TopicOf(LeaseOf(target, 0));

    /// <summary>The lease of a part.</summary>
    public static string LeaseOf(string target, int part) => $"deliveries:{target}:{part}";

    /// <summary>Rung when a delivery of a part is due that another process may hold.</summary>
    public static string Of(string target, int part) => $"deliveries {target} {part}";
}
