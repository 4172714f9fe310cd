using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Identity.Mail;
using Lockstep.Runtime.Mail;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>The mail as it goes to the server.</summary>
public sealed class ResetMailTextTests
{
    private static readonly string[] Heads = ["Content-Type", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"];

    private static readonly string[] Pieces =
    [
        "a", "@", "x.y", "\r\n", "\n", "\r", "Bcc: eve@x", " ", ",", ";", ":", "<", ">", "\"", "(", ")", "\\", "\0", "é", "иван",
        "=?utf-8?q?=0D=0A?=", "[", "]",
    ];

    private readonly ManualClock _clock = new();

    [Fact]
    public void No_address_writes_a_line_of_the_head_or_a_second_recipient()
    {
        var address = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        Prop.ForAll(Arb.From(address), typed => Check(typed, $"zoe@x{typed}", $"zoe{typed}@x")).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("zoe@x,eve@x")]
    [InlineData("zoe@x\r\nBcc: eve@x")]
    [InlineData("zoe@x>\r\nDATA")]
    [InlineData("Zoe <zoe@x>")]
    public void What_is_more_than_an_address_is_refused(string typed) => Should.Throw<ParseException>(() => Write(typed));

    [Fact]
    public void The_mail_has_the_time_of_the_clock_and_says_how_long_the_code_is_good()
    {
        using var mail = Write("zoe@example.com");
        mail.Date.ShouldBe(_clock.GetUtcNow());
        mail.From.ToString().ShouldBe("\"Lockstep\" <lockstep@example.com>");
        mail.TextBody!.ShouldContain("Your code: abcd");
        mail.TextBody!.ShouldContain("60 minutes");
    }

    private void Check(params string[] addresses)
    {
        foreach (var address in addresses)
        {
            try
            {
                using var mail = Write(address);
                mail.GetRecipients().Count.ShouldBe(1);
                HeadOf(mail).ShouldBe(Heads);
            }
            catch (ParseException)
            {
                // Refused, which is one of the two good ends.
            }
        }
    }

    /// <summary>The names in the head, from its bytes and not by the library that wrote them.</summary>
    private static IEnumerable<string> HeadOf(MimeMessage mail)
    {
        using var written = new MemoryStream();
        mail.WriteTo(written);
        var text = Encoding.Latin1.GetString(written.ToArray()).ReplaceLineEndings("\n");
        return text[..text.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n')
            .Where(line => line[0] is not (' ' or '\t'))
            .Select(line => line.Split(':')[0])
            .Order(StringComparer.Ordinal);
    }

    private MimeMessage Write(string email) =>
        MailServer.Write(
            ResetLetter.Of(email, "user:1", "abcd", TimeSpan.FromHours(1), template: ""), "Lockstep <lockstep@example.com>",
                _clock.GetUtcNow());
}
