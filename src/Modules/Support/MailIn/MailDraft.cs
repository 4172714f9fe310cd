using System.Globalization;
using System.Text;
using Lockstep.Runtime.Values;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.MailIn;

/// <summary>What of a mail is kept in the ticket. What does not fit in is named there, and lies in the box.</summary>
/// <param name="Text">What is said, with a word about what was left out.</param>
/// <param name="Files">The files that are kept.</param>
internal sealed record MailDraft(string Text, IReadOnlyList<MailFile> Files)
{
    private const int NoteMax = 2_000;
    private const int NamedMax = 20;

    /// <summary>Makes it.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="filesMax">The most files.</param>
    public static MailDraft Of(ReadMail mail, int filesMax)
    {
        var said = Letters.IsBlank(mail.Text) ? "(no text)" : mail.Text;
        var files = mail.Files.ToList();
        var isShortened = said.Length > TicketRecord.TextMax - NoteMax;
        if (isShortened)
        {
            // The whole of it hangs on the ticket.
            files.Insert(0, new MailFile("mail.txt", "text/plain", Encoding.UTF8.GetBytes(mail.WholeText)));
            said = said[..(TicketRecord.TextMax - NoteMax - 1)].TrimEnd() + "…";
        }

        var (kept, left) = (files.Take(filesMax).ToList(), files.Skip(filesMax).ToList());
        var note = NoteOf(left, isShortened && kept.Count > 0);
        return new MailDraft(note.Length == 0 ? said : $"{said}\n\n{note}", kept);
    }

    private static string NoteOf(List<MailFile> left, bool isAttached)
    {
        var notes = new List<string>();
        if (isAttached)
        {
            notes.Add("[The text is longer than what a ticket shows; all of it is in mail.txt.]");
        }

        if (left.Count > 0)
        {
            var named = string.Join(", ", left.Take(NamedMax).Select(static file => string.Create(CultureInfo.InvariantCulture, $"{Name(file)} ({file.Content.Length} bytes)")));
            notes.Add($"[Files left in the box, for there are too many: {named}{(left.Count > NamedMax ? " …" : "")}]");
        }

        return string.Join('\n', notes);
    }

    private static string Name(MailFile file) => Printable.Clean(file.Name.Length > 60 ? file.Name[..60] : file.Name);
}
