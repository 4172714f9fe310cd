using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;

namespace Lockstep.Support.Tickets;

/// <summary>What comments say of a ticket, which it is found by: the staff by all of it, customers by what they see.</summary>
internal static class SaidOfTickets
{
    public const string Public = "public";

    /// <summary>The newest comments are searched; a ticket that has more has become a chat.</summary>
    private const int CommentsMax = 500;

    /// <summary>As far as that many characters reach: each comment makes the text anew.</summary>
    private const int CharactersMax = 100_000;

    public static async ValueTask<SearchedTexts> ReadAsync(IReader reader, long ticketId)
    {
        var said = await reader.QueryAsync(
            "select body, visibility from ticket_comments where ticket_id = $1 order by id desc limit $2",
            static row => (Body: row.Text(0), IsPublic: row.Text(1) is Public), ticketId, CommentsMax);
        var left = CharactersMax;
        said = [.. said.TakeWhile(one => (left -= one.Body.Length) >= 0)];
        return new SearchedTexts(
            [.. said.Select(static one => one.Body)], [.. said.Where(static one => one.IsPublic).Select(static one => one.Body)]);
    }
}
