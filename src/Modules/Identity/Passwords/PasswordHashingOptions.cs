using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Passwords;

/// <summary>How many passwords are checked at once; section <c>Identity</c> of the configuration, checked at start.</summary>
internal sealed class PasswordHashingOptions
{
    /// <summary>
    /// The most password hashes at the same time; each keeps a core busy for about 190 ms. Default null: half the cores, at least 1.
    /// </summary>
    [Range(1, 256)]
    public int? HashesAtOnce { get; init; }

    /// <summary>
    /// The most sign-ins that wait for a hash; beyond that they get a 503 with Retry-After. Default 50, about 10 s of one core.
    /// </summary>
    [Range(0, 10_000)]
    public int HashQueueMax { get; init; } = 50;

    /// <summary>The most of them from one address (IPv6: one /64 network); beyond that it gets a 429 with Retry-After. Default 4.</summary>
    [Range(1, 10_000)]
    public int HashQueueShare { get; init; } = 4;
}
