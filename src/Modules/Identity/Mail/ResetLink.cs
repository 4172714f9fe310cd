namespace Lockstep.Identity.Mail;

/// <summary>The page of a portal on which a code is typed in already.</summary>
internal static class ResetLink
{
    /// <summary>Where the code goes in the template.</summary>
    public const string CodeMark = "{code}";

    public static string Of(string template, string code) => template.Replace(CodeMark, Uri.EscapeDataString(code), StringComparison.Ordinal);
}
