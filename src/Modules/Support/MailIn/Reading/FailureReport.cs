using MimeKit;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>Finds out which mail did not arrive, and why.</summary>
internal static class FailureReport
{
    private const int ReasonMax = 500;

    /// <summary>The failure that a report tells of; null when it tells of none, as one of a mere delay.</summary>
    public static DeliveryFailure? Of(MimeMessage mail)
    {
        if (mail.Body is not MultipartReport report || report.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } status)
        {
            return null;
        }

        var failed = status.StatusGroups.FirstOrDefault(
            static group => string.Equals(group["Action"]?.Trim(), "failed", StringComparison.OrdinalIgnoreCase));
        return failed is not null && OriginalId(report) is { } id
            ? new DeliveryFailure(id, OneLine(failed["Diagnostic-Code"] ?? failed["Status"] ?? "it could not be delivered"))
            : null;
    }

    private static string? OriginalId(MultipartReport report)
    {
        foreach (var part in report)
        {
            if (part is MessagePart { Message.MessageId: { Length: > 0 } id })
            {
                return id;
            }

            if (part is TextPart text && text.ContentType.IsMimeType("text", "rfc822-headers") && IdIn(text) is { Length: > 0 } named)
            {
                return named;
            }
        }

        return null;
    }

    private static string? IdIn(TextPart headers)
    {
        using var content = new MemoryStream();
        headers.Content?.DecodeTo(content);
        content.WriteByte((byte)'\n');
        content.Position = 0;
        return HeaderList.Load(content)[HeaderId.MessageId]?.Trim('<', '>', ' ', '\r', '\n');
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ReasonMax ? line[..ReasonMax] : line;
    }
}
