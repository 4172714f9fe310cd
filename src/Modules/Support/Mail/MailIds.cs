using Lockstep.Runtime.Values;

namespace Lockstep.Support.Mail;

/// <summary>The ids of mails, as they are compared and kept.</summary>
internal static class MailIds
{
    private const int LengthMax = 400;

    /// <summary>Without brackets and blanks; empty for none, and for one that is longer than any that a mail system makes.</summary>
    public static string Clean(string? id)
    {
        var clean = Printable.Clean(id ?? "").Trim('<', '>', ' ');
        return clean.Length > LengthMax ? "" : clean;
    }
}
