namespace Lockstep.Runtime.Mail;

/// <summary>A mail to one address.</summary>
/// <param name="Address">Where it goes; what else stands in it is refused, not written into the head of the mail.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="About">Whom it is about, for the log: a subject, never an address.</param>
public sealed record Letter(string Address, string Subject, string Text, string About);
