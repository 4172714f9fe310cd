using Lockstep.Bench.Results;

namespace Lockstep.Bench.Benches;

/// <summary>Measures one or more figures.</summary>
internal interface IBench
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <exception cref="NotAvailableException">It can't be measured here.</exception>
    Task<IReadOnlyList<Row>> RunAsync(BenchOptions options);
}
