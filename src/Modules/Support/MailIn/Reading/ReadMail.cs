namespace Lockstep.Support.MailIn.Reading;

/// <summary>A mail as it was understood; nothing of it is believed yet.</summary>
internal sealed record ReadMail
{
    /// <summary>The id that its sender's system gave it, without brackets; empty when there is none.</summary>
    public required string MessageId { get; init; }

    /// <summary>What it is known by when it comes again: its id and its sender, or without an id all of its bytes.</summary>
    public required string Key { get; init; }

    /// <summary>The address in <c>From</c>; null when there is none that an answer could go to.</summary>
    public required string? Sender { get; init; }

    /// <summary>The name beside it, or the address again.</summary>
    public required string SenderName { get; init; }

    /// <summary>The mails that it answers, the nearest first: <c>In-Reply-To</c>, then <c>References</c> from behind.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>One line, as it came.</summary>
    public required string Subject { get; init; }

    /// <summary>What its sender wrote, without what was quoted behind it.</summary>
    public required string Text { get; init; }

    /// <summary>The whole text, quotes and all.</summary>
    public required string WholeText { get; init; }

    /// <summary>What hangs on it, in its order.</summary>
    public required IReadOnlyList<MailFile> Files { get; init; }

    /// <summary>Why nobody wrote it; null when somebody did.</summary>
    public required string? Automatic { get; init; }

    /// <summary>Whether the mail server that is trusted with it says that the sender is not who it says.</summary>
    public required bool IsForged { get; init; }

    /// <summary>The mail of ours that could not be delivered; null when it tells of none.</summary>
    public required DeliveryFailure? Failure { get; init; }
}

/// <summary>A file that hangs on a mail.</summary>
/// <param name="Name">As its sender calls it, as far as it is the name of a file.</param>
/// <param name="Content">Its bytes, which tell what it is.</param>
internal sealed record MailFile(string Name, byte[] Content);

/// <summary>A report that a mail did not arrive (RFC 3464).</summary>
/// <param name="MessageId">The mail's id, without brackets.</param>
/// <param name="Reason">What the other mail server said, in one line.</param>
internal sealed record DeliveryFailure(string MessageId, string Reason);
