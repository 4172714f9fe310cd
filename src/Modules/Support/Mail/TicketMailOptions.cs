using System.ComponentModel.DataAnnotations;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Mail;
using MimeKit;

namespace Lockstep.Support.Mail;

/// <summary>
/// A box that becomes tickets, and the mails that answer them; section <c>Support:Mail</c> of the configuration, checked at start.
/// </summary>
internal sealed class TicketMailOptions : IValidatableObject
{
    private const int DoublingsMax = 20;

    /// <summary>The IMAP server. Default empty: no mail becomes a ticket.</summary>
    [StringLength(255)]
    public string ImapHost { get; init; } = "";

    /// <summary>Its port. Default 993.</summary>
    [Range(1, 65_535)]
    public int ImapPort { get; init; } = 993;

    /// <summary>
    /// <c>tls</c>, <c>starttls</c>, or <c>none</c>, with which the password and all mails cross the net in the clear. Default tls.
    /// </summary>
    [AllowedValues("tls", "starttls", "none")]
    public string ImapSecurity { get; init; } = "tls";

    /// <summary>The user at the server. Default empty; required together with the server.</summary>
    [StringLength(255)]
    public string ImapUser { get; init; } = "";

    /// <summary>That user's password. Default empty.</summary>
    [StringLength(1_024)]
    public string ImapPassword { get; init; } = "";

    /// <summary>The folder that is read. Default INBOX.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string Folder { get; init; } = "INBOX";

    /// <summary>Where mail goes that was taken. Default empty: it stays where it is and is marked as read.</summary>
    [StringLength(255)]
    public string DoneFolder { get; init; } = "";

    /// <summary>
    /// The address of the box, with or without a name before it; answers come from it. Default empty: none go out; required together with
    /// the IMAP server.
    /// </summary>
    [StringLength(255)]
    public string Address { get; init; } = "";

    /// <summary>
    /// Mail that reached the box before this instant, like <c>2026-11-30T08:00:00Z</c> or a day, is left alone. Default empty: all that
    /// lies in the folder becomes tickets.
    /// </summary>
    [StringLength(40)]
    public string Since { get; init; } = "";

    /// <summary>How often the box is looked into although it did not say that mail came. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:29:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the server is asked to say when mail comes (IDLE), where it can. Default true.</summary>
    [AllowedValues(true, false)]
    public bool Idle { get; init; } = true;

    /// <summary>How long the server may take for one answer. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest mail that is read, in bytes; larger ones are put aside. Default 26,214,400.</summary>
    [Range(1_024, 104_857_600)]
    public int SizeMax { get; init; } = 26_214_400;

    /// <summary>How deep the parts of a mail may lie within each other; what lies deeper stays a file. Default 20.</summary>
    [Range(1, 100)]
    public int DepthMax { get; init; } = 20;

    /// <summary>The most parts that a mail may have; one with more is put aside. Default 200.</summary>
    [Range(1, 10_000)]
    public int PartsMax { get; init; } = 200;

    /// <summary>The most files of one mail that are kept; the others are named in the ticket. Default 20.</summary>
    [Range(0, 1_000)]
    public int FilesMax { get; init; } = 20;

    /// <summary>How many mails of one sender are taken within an hour; more are put aside. Default 30.</summary>
    [Range(1, 100_000)]
    public int SenderMailsPerHour { get; init; } = 30;

    /// <summary>
    /// Whether mail that came by a mailing list becomes a ticket, as where the box is behind a group address. Default false.
    /// </summary>
    [AllowedValues(true, false)]
    public bool TakeLists { get; init; }

    /// <summary>
    /// The name under which the receiving mail server writes <c>Authentication-Results</c>. With it, a sender is believed only when it
    /// says <c>dmarc=pass</c>; others get a ticket of their own, without a customer. Default empty: every sender is believed.
    /// </summary>
    [StringLength(255)]
    public string AuthServer { get; init; } = "";

    /// <summary>How often an answer is tried before it is put aside. Default 75, about three days.</summary>
    [Range(1, 1_000)]
    public int SendAttempts { get; init; } = 75;

    /// <summary>The pause before it is tried again; doubles up to <see cref="RetryDelayMax"/>. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest such pause. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it is known which mails came and went; a mail that comes again later is new. Default 400 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long their whole texts are kept beside that, for what was trimmed. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepTexts { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a mail that was put aside, coming or going, waits for people; then it is given up. Default 180 days.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepAside { get; init; } = TimeSpan.FromDays(180);

    /// <summary>The instant of <see cref="Since"/>; null when all mail is taken.</summary>
    public DateTimeOffset? TakenSince => Instant.ReadAsked(Since);

    /// <summary>Whether a box is read.</summary>
    public bool Reads => ImapHost.Length > 0;

    /// <summary>The address alone.</summary>
    public string OwnAddress => MailboxAddress.TryParse(Address, out var address) ? address.Address : "";

    /// <summary>How long it is before an answer is tried again that failed so often before.</summary>
    public TimeSpan PauseAfter(long failures)
    {
        var pause = RetryDelay * Math.Pow(2, Math.Min(failures, DoublingsMax));
        return pause < RetryDelayMax ? pause : RetryDelayMax;
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Reads || Address.Length > 0) && !MailOptions.IsSender(Address))
        {
            yield return new ValidationResult(
                "Support:Mail:Address must be the e-mail address of the box when Support:Mail:ImapHost is set.", [nameof(Address)]);
        }

        if (Reads && ImapUser.Length == 0)
        {
            yield return new ValidationResult("Support:Mail:ImapUser must be given when Support:Mail:ImapHost is set.", [nameof(ImapUser)]);
        }

        if (Since.Length > 0 && TakenSince is null)
        {
            yield return new ValidationResult("Support:Mail:Since must be an instant like 2026-11-30T08:00:00Z, or a day.",
                [nameof(Since)]);
        }

        if (RetryDelayMax < RetryDelay)
        {
            yield return new ValidationResult("Support:Mail:RetryDelayMax must not be below Support:Mail:RetryDelay.",
                [nameof(RetryDelayMax)]);
        }
    }
}
