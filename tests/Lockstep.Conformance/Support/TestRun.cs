using System.Globalization;
using System.Security.Cryptography;

namespace Lockstep.Conformance.Support;

/// <summary>How thorough this run is.</summary>
internal static class TestRun
{
    /// <summary>Why a test is left out by a quick run, which has others that would notice the worst.</summary>
    public const string FullOnly = "Run by ./test --full.";

    /// <summary>Whether this is at least <c>./test --full</c>.</summary>
    public static bool IsFull => Kind >= Thoroughness.Full;

    /// <summary>Which of the runs this is.</summary>
    public static Thoroughness Kind { get; } =
        Environment.GetEnvironmentVariable("LOCKSTEP_TEST_LONG") is "1" ? Thoroughness.Long
        : Environment.GetEnvironmentVariable("LOCKSTEP_TEST_FULL") is "1" ? Thoroughness.Full
        : Thoroughness.Quick;

    /// <summary>The seed of what is random; <c>LOCKSTEP_TEST_SEED</c> repeats a run.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>How often something is tried, by how thorough the run is.</summary>
    public static int Times(int quick, int full, int @long) => Kind switch
    {
        Thoroughness.Quick => quick,
        Thoroughness.Full => full,
        _ => @long,
    };
}

/// <summary>How much a run tries; each tries what the one before does.</summary>
internal enum Thoroughness
{
    /// <summary><c>./test</c>.</summary>
    Quick,

    /// <summary><c>./test --full</c>.</summary>
    Full,

    /// <summary><c>./test --long</c>.</summary>
    Long,
}
