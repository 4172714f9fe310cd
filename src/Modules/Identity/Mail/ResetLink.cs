namespace Lockstep.Identity.Mail;

/// <summary>The page of a portal on which a code is typed in already.</summary>
internal static class ResetLink
{
    /// <summary>Where the code goes in the template.</summary>
    private const string CodeMark = "{code}";

    /// <summary>Whether a text is a URL with a place for the code.</summary>
    public static bool IsTemplate(string text) =>
        text.Contains(CodeMark, StringComparison.Ordinal) && Uri.IsWellFormedUriString(Of(text, "x"), UriKind.Absolute);

    public static string Of(string template, string code) =>
        template.Replace(CodeMark, Uri.EscapeDataString(code), StringComparison.Ordinal);
}
