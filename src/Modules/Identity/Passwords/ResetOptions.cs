using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Passwords;

/// <summary>Codes that set a password; section <c>Reset</c> of the configuration, checked at start.</summary>
internal sealed class ResetOptions
{
    /// <summary>How long a code is good that went out by mail. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan MailLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a code is good that an admin hands over. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan HandLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most mails to one user within an hour. Default 3.</summary>
    [Range(1, 100)]
    public int MailsPerHour { get; init; } = 3;
}
