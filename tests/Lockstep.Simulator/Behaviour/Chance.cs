namespace Lockstep.Simulator.Behaviour;

/// <summary>Chance that is the same each time: a number from 0 to 1 for a seed and two counters.</summary>
internal static class Chance
{
    public static double Of(int seed, long first, long second) => (Hash(seed, first, second) >> 11) * (1.0 / (1UL << 53));

    public static ulong Hash(int seed, long first, long second) => Mix(Mix(Mix((ulong)seed) ^ (ulong)first) ^ (ulong)second);

    /// <summary>A step of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
