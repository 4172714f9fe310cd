using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Lockstep.Runtime.Mail;

/// <summary>The server that sends mail; section <c>Mail</c> of the configuration, checked at start.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The SMTP server. Default empty: no mail is sent, and admins hand codes over.</summary>
    [StringLength(255)]
    public string Host { get; init; } = "";

    /// <summary>Its port. Default 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>
    /// Whether the connection is encrypted with STARTTLS; without it passwords and codes cross the net in the clear. Default true.
    /// </summary>
    [AllowedValues(true, false)]
    public bool StartTls { get; init; } = true;

    /// <summary>The user at the server. Default empty: no sign-in there.</summary>
    [StringLength(255)]
    public string User { get; init; } = "";

    /// <summary>That user's password. Default empty.</summary>
    [StringLength(1_024)]
    public string Password { get; init; } = "";

    /// <summary>The sender's address. Default empty; required together with the server.</summary>
    [StringLength(255)]
    public string From { get; init; } = "";

    /// <summary>How long the server may take for one mail. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one mail is tried. Default 3.</summary>
    [Range(1, 10)]
    public int Attempts { get; init; } = 3;

    /// <summary>The pause before it is tried again. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    private static readonly ParserOptions WithDomain = new() { AllowAddressesWithoutDomain = false };

    /// <summary>Whether mail is sent at all.</summary>
    public bool IsOn => Host.Length > 0;

    /// <summary>Whether a text is one address, with or without a name before it.</summary>
    public static bool IsSender(string text) => MailboxAddress.TryParse(WithDomain, text, out _);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && !IsSender(From))
        {
            yield return new ValidationResult("Mail:From must be the sender's e-mail address when Mail:Host is set.", [nameof(From)]);
        }
    }
}
