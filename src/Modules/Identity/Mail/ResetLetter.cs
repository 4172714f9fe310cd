using Lockstep.Runtime.Mail;

namespace Lockstep.Identity.Mail;

/// <summary>The mail with a code for a new password.</summary>
internal static class ResetLetter
{
    public static Letter Of(string address, string about, string code, TimeSpan lifetime, string template)
    {
        var page = template.Length == 0 ? "" : $"Or open this page: {ResetLink.Of(template, code)}\r\n\r\n";
        return new Letter(
            address, "Your code for a new Lockstep password",
            $"Somebody, probably you, asked for a new password.\r\n\r\nYour code: {code}\r\n\r\n{page}"
            + $"It is good once, for {lifetime.TotalMinutes:0} minutes. If it was not you, do nothing: your password stays as it is.\r\n",
            about);
    }
}
