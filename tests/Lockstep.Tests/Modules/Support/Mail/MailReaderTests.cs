using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn.Reading;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>What a mail says, whatever program wrote it.</summary>
public sealed class MailReaderTests
{
    private static readonly TicketMailOptions Options = new() { Address = "Support <support@example.com>", PartsMax = 20, DepthMax = 5 };

    [Theory]
    [InlineData("Thanks!\n\nOn Mon, Ada wrote:\n> Hello\n> you\n", "Thanks!")]
    [InlineData("Danke.\n\nAm 30.11.2026 um 10:00 schrieb Ada Lovelace\n<ada@example.com>:\n\n> Hallo\n", "Danke.")]
    [InlineData("Yes.\n\n-----Original Message-----\nFrom: Ada\nSent: Monday\nTo: us\nSubject: x\n\nHello", "Yes.")]
    [InlineData("Oui.\n\n________________________________\nDe : Ada\nEnvoyé : lundi\nÀ : nous\nObjet : x\n\nBonjour", "Oui.")]
    [InlineData("> Is it red?\nIt is.\n> And round?\nNo.", "> Is it red?\nIt is.\n> And round?\nNo.")]
    [InlineData("> only quoted", "> only quoted")]
    [InlineData("I need:\n- one\n- two", "I need:\n- one\n- two")]
    [InlineData("From: the shop I got a box.\nIt is red.", "From: the shop I got a box.\nIt is red.")]
    [InlineData("A long paragraph that says\nsomething over four lines\nand ends as it began\nby chance like this:\n> quoted",
        "A long paragraph that says\nsomething over four lines\nand ends as it began")]
    public void What_is_quoted_behind_goes_and_what_is_said_stays(string text, string said) => QuotedText.Trim(text).ShouldBe(said);

    [Theory]
    [InlineData("<p>One</p><p>Two <b>three</b></p>", "One\n\nTwo three")]
    [InlineData("<style>p{}</style><script>alert('<p>')</script><title>T</title>A<!-- b -->C", "AC")]
    [InlineData("a &lt;b&gt; &amp; &#1080;<br>next", "a <b> & и\nnext")]
    [InlineData("<ul><li>one</li><li>two</li></ul>", "- one\n- two")]
    [InlineData("See <a href='https://x.example/1'>this</a> and <a href='javascript:x()'>that</a>",
        "See this <https://x.example/1> and that")]
    [InlineData("<div>Yes</div><blockquote>Do you?<br>Really?</blockquote>", "Yes\n> Do you?\n> Really?")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<b>never <i>closed", "never closed")]
    public void A_page_is_read_as_text(string html, string text) => HtmlText.Of(html).ShouldBe(text);

    [Fact]
    public async Task Letters_of_every_charset_are_read_and_what_no_store_keeps_goes()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var head =
            "From: =?windows-1251?B?yOLg7Q==?= <ivan@example.com>\nSubject: "
                + "=?utf-8?q?=D0=9F=D0=B8=D1=81=D1=8C=D0=BC=D0=BE?=\nContent-Type: text/plain; charset=windows-1251\n\n";
        var mail = await ReadAsync([.. Encoding.ASCII.GetBytes(head), .. Encoding.GetEncoding(1251).GetBytes("Привет\0\u0007!\r\nЕщё")]);
        (mail.Sender, mail.SenderName, mail.Subject, mail.Text).ShouldBe(("ivan@example.com", "Иван", "Письмо", "Привет!\nЕщё"));
    }

    [Fact]
    public async Task Files_are_found_wherever_they_hang_and_text_is_told_from_them()
    {
        var mail = await ReadAsync(
            """
            From: ada@example.com
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain

            Plain
            --a
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html

            <p>Page</p>
            --b
            Content-Type: application/pdf; name="../etc/bill.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0=
            --b
            Content-Type: message/rfc822

            From: eve@example.com
            Subject: inner

            Inner
            --b--
            --a--
            """);
        mail.Text.ShouldBe("Plain");
        mail.Files.Select(static file => (file.Name, Encoding.UTF8.GetString(file.Content)[..5]))
            .ShouldBe([("bill.pdf", "%PDF-"), ("mail.eml", "From:")]);
    }

    [Fact]
    public async Task A_mail_with_too_many_parts_is_refused_and_a_deep_one_is_read()
    {
        var parts = string.Concat(Enumerable.Repeat("--a\nContent-Type: image/png\n\nx\n", 25));
        (await Should.ThrowAsync<FormatException>(
            ReadAsync($"From: a@example.com\nContent-Type: multipart/mixed; boundary=a\n\n{parts}--a--\n")))
                .Message.ShouldBe("it has more than 20 parts");
        var deep = string.Concat(Enumerable.Range(0, 2_000)
            .Select(static level => $"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"));
        (await ReadAsync($"From: a@example.com\n{deep}Content-Type: text/plain\n\nbottom\n")).Sender.ShouldBe("a@example.com");
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", true)]
    [InlineData("Auto-Submitted: no", false)]
    [InlineData("Precedence: bulk", true)]
    [InlineData("Precedence: list", true)]
    [InlineData("Precedence: normal", false)]
    [InlineData("X-Loop: support@example.com", true)]
    [InlineData("X-Loop: other@example.com", false)]
    [InlineData("X-Autoreply: yes", true)]
    [InlineData("Return-Path: <>", true)]
    [InlineData("Return-Path: <ada@example.com>", false)]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status; boundary=a", true)]
    [InlineData("List-Id: <announce.example.com>", false)]
    public async Task What_a_machine_sent_is_known(string head, bool isAutomatic) =>
        ((await ReadAsync($"From: ada@example.com\n{head}\n\nText")).Automatic is not null).ShouldBe(isAutomatic);

    [Theory]
    [InlineData("MAILER-DAEMON@example.com")]
    [InlineData("Support <SUPPORT@example.com>")]
    public async Task Nobody_is_the_mail_system_or_the_box_itself(string from) =>
        (await ReadAsync($"From: {from}\n\nText")).Automatic.ShouldNotBeNull();

    [Fact]
    public async Task A_report_names_the_mail_that_did_not_arrive_and_why()
    {
        var mail = await ReadAsync(
            """
            From: MAILER-DAEMON@example.com
            Content-Type: multipart/report; report-type=delivery-status; boundary=a

            --a
            Content-Type: text/plain

            Sorry.
            --a
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com

            Final-Recipient: rfc822; ada@example.com
            Action: failed
            Diagnostic-Code: smtp; 550 5.1.1
              no such user
            --a
            Content-Type: text/rfc822-headers

            Message-ID: <ticket.1.2.x@example.com>
            Subject: Re
            --a--
            """);
        mail.Failure.ShouldBe(new DeliveryFailure("ticket.1.2.x@example.com", "smtp; 550 5.1.1 no such user"));
    }

    [Theory]
    [InlineData("Authentication-Results: mx.example.com; dmarc=pass header.from=example.com", false)]
    [InlineData("Authentication-Results: mx.example.com; dmarc=fail header.from=example.com", true)]
    [InlineData("Authentication-Results: elsewhere.example; dmarc=pass", true)]
    [InlineData("Authentication-Results: mx.example.com; dmarc=fail\nAuthentication-Results: mx.example.com; dmarc=pass", true)]
    [InlineData("X-Other: none", true)]
    public async Task Only_the_first_word_of_the_trusted_server_vouches_for_a_sender(string head, bool isForged)
    {
        var mail = await MailReader.ReadAsync(
            Encoding.UTF8.GetBytes($"From: ada@example.com\n{head}\n\nText"),
                new TicketMailOptions { Address = "a@example.com", AuthServer = "mx.example.com" },
            TestContext.Current.CancellationToken);
        mail.IsForged.ShouldBe(isForged);
    }

    [Fact]
    public async Task A_mail_is_known_again_by_its_id_and_sender_and_without_an_id_by_its_bytes()
    {
        var known = await KeyAsync("From: ada@example.com\nMessage-ID: <1@x>\n\nOne");
        (await KeyAsync("Received: by way of x\nFrom: Ada <ADA@example.com>\nMessage-ID: <1@x>\n\nOne") == known).ShouldBeTrue();
        (await KeyAsync("From: eve@example.com\nMessage-ID: <1@x>\n\nOne") == known).ShouldBeFalse("nobody makes another one's mail known");
        (await KeyAsync("From: ada@example.com\n\nOne") == await KeyAsync("From: ada@example.com\n\nTwo")).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_bytes_come_they_are_read_or_refused()
    {
        string[] pieces = ["From: a@b.c\n", "\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=a\n", "--a\n", "--a--",
            "Content-Type: text/html\n\n<p", "<!--", "\0\u00ff", "=?utf-8?b?", "Message-ID: <", ">\n> >", ":", "References: <a><b"];
        var bytes = Gen.Elements(pieces).ListOf().Select(static list => Encoding.Latin1.GetBytes(string.Concat(list)));
        Prop.ForAll(Arb.From(bytes), static mail =>
        {
            try
            {
                ReadAsync(mail).GetAwaiter().GetResult().Text.ShouldNotContain('\0');
            }
            catch (FormatException)
            {
                // Refused, which is one of the two good ends.
            }
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<Guid> KeyAsync(string mail) => Guid.ParseExact((await ReadAsync(mail)).Key[..32], "N");

    private static Task<ReadMail> ReadAsync(string mail) => ReadAsync(Encoding.UTF8.GetBytes(mail));

    private static Task<ReadMail> ReadAsync(byte[] mail) => MailReader.ReadAsync(mail, Options, TestContext.Current.CancellationToken);
}
