namespace Lockstep.Runtime.Mail;

/// <summary>The answer to a mail did not come: the server may have taken it, and a repeat may be a second one.</summary>
public sealed class MailOutcomeException(Exception cause)
    : Exception($"the server may have taken the mail, but its answer did not come ({cause.Message.ReplaceLineEndings(" ")})", cause);
