namespace Lockstep.Bench.Load;

/// <summary>What a load did. Only answers of 2xx count as done.</summary>
internal sealed record LoadResult(long Done, long Failed, int? FailedStatus, TimeSpan Elapsed)
{
    public double PerSecond => Done / Elapsed.TotalSeconds;

    /// <exception cref="NotAvailableException">Some requests failed: the rate would say nothing.</exception>
    public LoadResult OrThrow() => Failed == 0
        ? this
        : throw new NotAvailableException($"{Failed} of {Done + Failed} requests were answered {FailedStatus}");
}
