using Lockstep.Bench.Load;

namespace Lockstep.Bench.Benches;

/// <summary>The ways of one round; sending counts from when a request was due.</summary>
internal sealed class PackageLatencies
{
    public Latencies SendToAnswer { get; } = new();

    public Latencies SendToPackage { get; } = new();

    public Latencies AnswerToPackage { get; } = new();
}
