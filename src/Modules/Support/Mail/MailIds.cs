using Lockstep.Runtime.Values;

namespace Lockstep.Support.Mail;

/// <summary>The ids of mails, as they are compared and kept.</summary>
internal static class MailIds
{
    /// <summary>Who writes by mail and is no customer, in histories: the audit log keeps actors for good, and no address is one.</summary>
    public const string UnknownActor = "mail:unknown";

    private const int LengthMax = 400;

    /// <summary>Without brackets and blanks; empty for none, and for one that is longer than any that a mail system makes.</summary>
    public static string Clean(string? id)
    {
        var clean = Printable.Clean(id ?? "").Trim('<', '>', ' ');
        return clean.Length > LengthMax ? "" : clean;
    }
}
