using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Passwords;

/// <summary>How guessing of passwords and codes is slowed down; section <c>LockOut</c> of the configuration, checked at start.</summary>
internal sealed class LockOutOptions
{
    /// <summary>Failures for one account from one address (IPv6: one /64 network) that cost no pause. Default 5.</summary>
    [Range(1, 1_000)]
    public int FreeFailures { get; init; } = 5;

    /// <summary>Failures from one address, over all accounts, that cost no pause. Default 30.</summary>
    [Range(1, 100_000)]
    public int FreeFailuresOfAddress { get; init; } = 30;

    /// <summary>
    /// Wrong passwords for one account within an hour, wherever they come from; beyond them the account is closed for a while. Three
    /// quarters of them may come from where its user never came in. Default 100.
    /// </summary>
    [Range(4, 100_000)]
    public int FailuresOfAccountPerHour { get; init; } = 100;

    /// <summary>The first pause; it doubles with each further failure. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it takes until one failure is forgotten. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most accounts and addresses that are remembered; the oldest go first. Default 100,000, about 20 MB.</summary>
    [Range(100, 10_000_000)]
    public int EntriesMax { get; init; } = 100_000;
}
