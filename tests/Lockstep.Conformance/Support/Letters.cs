namespace Lockstep.Conformance.Support;

/// <summary>Mails as people's programs write them.</summary>
internal static class Letters
{
    /// <param name="from">Who writes.</param>
    /// <param name="id">The id of the mail, without brackets.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="text">The text.</param>
    /// <param name="head">More lines of the head.</param>
    public static string Plain(string from, string id, string subject, string text, params string[] head) =>
        $"""
        From: {from}
        To: {ImapServer.Address}
        Message-ID: <{id}>
        Date: Mon, 30 Nov 2026 10:00:00 +0000
        Subject: {subject}
        {string.Join('\n', [.. head, "MIME-Version: 1.0"])}
        Content-Type: text/plain; charset=utf-8

        {text}
        """;

    /// <summary>As HTML only, with a file that hangs on it.</summary>
    public static string Page(string from, string id, string subject, string html, string file, string content) =>
        $"""
        From: {from}
        To: {ImapServer.Address}
        Message-ID: <{id}>
        Subject: {subject}
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="edge"

        --edge
        Content-Type: text/html; charset=utf-8

        {html}
        --edge
        Content-Type: text/plain; name="{file}"
        Content-Disposition: attachment; filename="{file}"

        {content}
        --edge--
        """;
}
