using Lockstep.Support.Mail;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>The signatures by which a mail is known to answer one of ours.</summary>
public sealed class ThreadTokensTests
{
    private readonly ThreadTokens _tokens = new([.. Enumerable.Range(0, 32).Select(static one => (byte)one)]);

    [Fact]
    public void The_id_of_a_mail_is_the_same_each_time_and_tells_ticket_and_comment()
    {
        var id = _tokens.MessageIdOf(17, 4, "example.com");
        id.ShouldBe(_tokens.MessageIdOf(17, 4, "example.com"));
        _tokens.Read(id).ShouldBe((17, 4));
    }

    [Fact]
    public void A_mark_is_found_in_a_subject_in_any_case_and_taken_out_of_that_of_a_new_ticket()
    {
        var subject = $"AW: Re: Boxes {_tokens.MarkOf(17).ToUpperInvariant()}";
        _tokens.TicketIn(subject).ShouldBe(17);
        ThreadTokens.Bare(subject).ShouldBe("Boxes");
        ThreadTokens.Bare("Reply: is it [#17] or [#18]?").ShouldBe("Reply: is it [#17] or [#18]?");
    }

    [Fact]
    public void What_is_not_signed_with_this_key_is_none_of_ours()
    {
        var others = new ThreadTokens(new byte[32]);
        _tokens.Read(others.MessageIdOf(17, 4, "example.com")).ShouldBeNull();
        _tokens.TicketIn($"Re: {others.MarkOf(17)}").ShouldBeNull();
        _tokens.Read(_tokens.MessageIdOf(17, 4, "x").Replace("17", "18", StringComparison.Ordinal)).ShouldBeNull();
        _tokens.TicketIn("[#17] [#17-] [#17-2222222222]").ShouldBeNull();
        foreach (var text in new[] { "", "ticket", "ticket.1.2", "ticket.99999999999999999999.1.2222222222222222@x" })
        {
            _tokens.Read(text).ShouldBeNull();
        }
    }
}
