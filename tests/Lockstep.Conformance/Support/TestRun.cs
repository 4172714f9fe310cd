using System.Globalization;
using System.Security.Cryptography;

namespace Lockstep.Conformance.Support;

/// <summary>How thorough this run is.</summary>
internal static class TestRun
{
    /// <summary>Whether this is <c>./test --full</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_FULL") is "1";

    /// <summary>The seed of what is random; <c>LOCKSTEP_TEST_SEED</c> repeats a run.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : RandomNumberGenerator.GetInt32(int.MaxValue);
}
