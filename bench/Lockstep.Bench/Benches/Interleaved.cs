using Lockstep.Bench.Results;

namespace Lockstep.Bench.Benches;

/// <summary>Measures A B A B …: whatever slows the machine down for a while slows both sides of a pair.</summary>
internal static class Interleaved
{
    public static async Task<IReadOnlyList<Pair>> RunAsync(int pairs, Func<Task<double>> value, Func<Task<double>> baseline)
    {
        var measured = new List<Pair>(pairs);
        for (var i = 0; i < pairs; i++)
        {
            measured.Add(new Pair(await value(), await baseline()));
        }

        return measured;
    }
}
