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
    private const int NameMax = 60;

    /// <summary>Makes it.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="filesMax">The most files.</param>
    /// <param name="sizeMax">The most bytes of one.</param>
    /// <param name="left">The most bytes of all.</param>
    public static MailDraft Of(ReadMail mail, int filesMax, int sizeMax, long left)
    {
        var said = Letters.IsBlank(mail.Text) ? "(no text)" : mail.Text;
        var files = mail.Files.ToList();
        var isShortened = said.Length > TicketRecord.TextMax - NoteMax;
        if (isShortened)
        {
            // The whole of it hangs on the ticket.
            files.Insert(0, new MailFile("mail.txt", Encoding.UTF8.GetBytes(mail.WholeText)));
            var end = TicketRecord.TextMax - NoteMax - 1;
            said = said[..(char.IsHighSurrogate(said[end - 1]) ? end - 1 : end)].TrimEnd() + "…";
        }

        var kept = files.Where(file => file.Content.Length > 0 && file.Content.Length <= sizeMax).Take(filesMax)
            .Where(file => file.Content.Length <= left && (left -= file.Content.Length) >= 0).ToList();
        var note = NoteOf([.. files.Except(kept)], isShortened && kept.Contains(files[0]));
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
            var named = string.Join(", ", left.Take(NamedMax).Select(Name));
            var more = left.Count > NamedMax ? " …" : "";
            notes.Add($"[Files that are only in the box, being empty, too large or too many: {named}{more}]");
        }

        return string.Join('\n', notes);
    }

    private static string Name(MailFile file)
    {
        var name = file.Name.Length > NameMax ? file.Name[..NameMax] : file.Name;
        return string.Create(CultureInfo.InvariantCulture, $"{name} ({file.Content.Length} bytes)");
    }
}
