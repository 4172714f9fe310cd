using System.Globalization;
using Lockstep.Runtime.Http.Files;
using MimeKit;

namespace Lockstep.Support.MailIn.Reading;

/// <summary>Takes a mail apart: what there is to read, and what hangs on it. Nothing of it is left out.</summary>
internal sealed class MailParts
{
    private readonly List<MailFile> _files = [];
    private readonly int _partsMax;
    private int _parts;

    private MailParts(int partsMax) => _partsMax = partsMax;

    /// <summary>The text of a mail and its files.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="partsMax">The most parts that it may have.</param>
    /// <exception cref="FormatException">It has more.</exception>
    public static (string Text, IReadOnlyList<MailFile> Files) Of(MimeMessage mail, int partsMax)
    {
        var parts = new MailParts(partsMax);
        var (text, _) = mail.Body is { } body ? parts.Read(body) : ("", false);
        return (text, parts._files);
    }

    /// <summary>The text of a part, and whether its sender wrote it as one. Files are put aside on the way.</summary>
    private (string Text, bool IsPlain) Read(MimeEntity part)
    {
        // Whoever sends a mail decides how many parts it has, and each of them costs.
        if (++_parts > _partsMax)
        {
            throw new FormatException($"it has more than {_partsMax} parts");
        }

        switch (part)
        {
            case MultipartAlternative alternatives:
                return Best(alternatives);
            case Multipart several:
                return All(several);
            case TextPart { IsAttachment: false, IsHtml: true } page:
                return (HtmlText.Of(page.Text), false);
            case TextPart { IsAttachment: false } text when text.IsPlain || text.IsFlowed:
                return (text.Text.ReplaceLineEndings("\n"), true);
            default:
                _files.Add(FileOf(part));
                return ("", false);
        }
    }

    /// <summary>
    /// The same said in several ways: what was written as text before what a program makes of a page. Files may hang on any of them.
    /// </summary>
    private (string Text, bool IsPlain) Best(MultipartAlternative alternatives)
    {
        var ways = alternatives.Select(Read).Where(static way => !string.IsNullOrWhiteSpace(way.Text)).ToList();
        return ways.Find(static way => way.IsPlain) is { Text: not null } plain ? plain : ways.LastOrDefault(("", false));
    }

    private (string Text, bool IsPlain) All(Multipart several)
    {
        var texts = several.Select(Read).Where(static way => !string.IsNullOrWhiteSpace(way.Text)).ToList();
        return (string.Join("\n\n", texts.Select(static way => way.Text)), texts.Exists(static way => way.IsPlain));
    }

    private MailFile FileOf(MimeEntity part)
    {
        using var content = new MemoryStream();
        if (part is MessagePart { Message: { } mail })
        {
            mail.WriteTo(content);
        }
        else if (part is MimePart { Content: { } encoded })
        {
            encoded.DecodeTo(content);
        }

        var given = part.ContentDisposition?.FileName ?? part.ContentType.Name;
        var unnamed = part is MessagePart ? "mail.eml" : string.Create(CultureInfo.InvariantCulture, $"file-{_files.Count + 1}");
        return new MailFile(FileName.Of(string.IsNullOrWhiteSpace(given) ? unnamed : given), content.ToArray());
    }
}
