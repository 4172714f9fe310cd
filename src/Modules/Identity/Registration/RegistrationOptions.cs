using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Registration;

/// <summary>People who register themselves; section <c>Registration</c> of the configuration, checked at start.</summary>
internal sealed class RegistrationOptions
{
    /// <summary>Whether anybody may register and become a customer. Default false.</summary>
    [AllowedValues(true, false)]
    public bool Enabled { get; init; }

    /// <summary>
    /// Whether a new user can sign in, and becomes a customer, only once the code of the mail has come back. Where no mail is sent
    /// (<c>Mail:Host</c>) nobody has a code, and it is not asked for. Default true.
    /// </summary>
    [AllowedValues(true, false)]
    public bool ConfirmFirst { get; init; } = true;

    /// <summary>The most registrations and requests for a code from one address (IPv6: one /64 network) in an hour. Default 60.</summary>
    [Range(1, 100_000)]
    public int PerAddressPerHour { get; init; } = 60;

    /// <summary>How long a user is kept whose code never comes back; then it is deleted, and its address is free. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan KeepUnconfirmed { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The pause before Crm is asked again for the customer of a user, after a crash or an outage. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
