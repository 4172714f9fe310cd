using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors.Sdk;

public sealed class HttpHelperTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Sat, 31 Jan 2026 09:31:00 GMT", 60)]
    [InlineData("Sat, 31 Jan 2026 09:29:00 GMT", 0)]
    [InlineData("999999999", 86_400)]
    public void Retry_After_is_read_in_seconds_and_as_a_date_and_bounded(string header, int seconds) =>
        RetryAfter.Of(Answer("Retry-After", header).Headers, Now).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    public void A_Retry_After_that_can_not_be_read_is_none(string header) =>
        RetryAfter.Of(Answer("Retry-After", header).Headers, Now).ShouldBeNull();

    [Fact]
    public void A_date_counts_by_the_clock_of_whoever_wrote_it()
    {
        var answer = Answer("Retry-After", "Fri, 30 Jan 2026 00:00:10 GMT");
        answer.Headers.TryAddWithoutValidation("Date", "Fri, 30 Jan 2026 00:00:00 GMT");
        RetryAfter.Of(answer.Headers, Now).ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("<https://x.example/a?page=2>; rel=\"next\"", "https://x.example/a?page=2")]
    [InlineData("<https://x.example/a?page=1>; rel=prev, </a?page=3,4>; title=\"x\"; rel=\"last next\"", "https://x.example/a?page=3,4")]
    [InlineData("<https://evil.example/a?page=2>; rel=\"next\"", null)]
    [InlineData("<http://x.example/a?page=2>; rel=\"next\"", null)]
    [InlineData("<https://x.example/a?page=2>; rel=\"prev\"", null)]
    public void A_next_link_is_followed_only_to_where_the_list_came_from(string header, string? next) =>
        NextLink.Of(Answer("Link", header).Headers, new Uri("https://x.example/a"))?.ToString().ShouldBe(next);

    [Theory]
    [InlineData("""{"user":"ada","password":"se\"same","x":1}""", """{"user":"ada","password":"***","x":1}""")]
    [InlineData("""{"client_secret" : "abc","Api-Key":"def" ""","""{"client_secret" : "***","Api-Key":"***" """)]
    [InlineData("""{"accessToken":"cut in the mid""", """{"accessToken":"***""")]
    [InlineData("https://x.example/a?page=2&api_key=abc&q=token", "https://x.example/a?page=2&api_key=***&q=token")]
    [InlineData("grant_type=x&refresh_token=abc", "grant_type=x&refresh_token=***")]
    [InlineData("""{"note":"the password is in the safe"}""", """{"note":"the password is in the safe"}""")]
    public void What_is_named_as_a_secret_is_masked_in_what_is_kept(string text, string kept) => SecretMask.MaskNamed(text).ShouldBe(kept);

    [Fact]
    public void Of_what_is_said_in_one_delivery_the_newest_few_are_kept_with_their_answers()
    {
        var log = ExchangeLog.Begin();
        for (var number = 1; number <= ExchangeLog.Kept + 1; number++)
        {
            ExchangeLog.Current!.Note(new Exchange("GET", $"https://x.example/{number}", null))(200 + number, "yes");
        }

        log.Entries.Select(static one => one.Status).ShouldBe([202, 203, 204, 205, 206]);
    }

    [Fact]
    public void Calls_go_at_their_rate_and_some_at_once_after_a_rest()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(10, 3, clock);
        var waits = Enumerable.Range(0, 5).Select(_ => limit.Take(TimeSpan.FromMinutes(1))!.Value.TotalMilliseconds).ToList();
        waits.ShouldBe([0, 0, 0, 100, 200]);
        clock.Advance(TimeSpan.FromSeconds(10));
        limit.Take(TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_rate_is_divided_among_the_processes_that_there_are()
    {
        var (clock, share) = (new ManualClock(), new ProcessShare());
        var limit = new RateLimit(10, 4, clock, share);
        limit.Interval.ShouldBe(TimeSpan.FromSeconds(0.1));
        share.Processes = 2;
        limit.Interval.ShouldBe(TimeSpan.FromSeconds(0.2));
        limit.Take(TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
        limit.Take(TimeSpan.Zero).ShouldBe(TimeSpan.Zero, "half of the burst");
        limit.Take(TimeSpan.Zero).ShouldBeNull();
        share.Processes = 0;
        limit.Interval.ShouldBe(TimeSpan.FromSeconds(0.1), "there is always this one");
    }

    [Fact]
    public void A_wish_to_be_left_alone_holds_for_every_caller_and_costs_no_turn()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(null, 1, clock);
        limit.Pause(TimeSpan.FromSeconds(30));
        limit.Pause(TimeSpan.FromSeconds(5));
        limit.Take(TimeSpan.FromSeconds(10)).ShouldBeNull();
        limit.PausedFor.ShouldBe(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(30));
        limit.Take(TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("a~b", "")]
    [InlineData("~", "next~page")]
    [InlineData("x|y %7E", "2")]
    public void The_cursor_of_a_round_comes_back_as_it_was_whatever_the_system_calls_its_places(string position, string place)
    {
        var cursor = new RoundCursor(7) { Since = 5, IsFull = true, Position = position, Place = place };
        RoundCursor.Parse(cursor.ToString()).ShouldBe(cursor);
    }

    [Fact]
    public void A_secret_is_masked_in_every_form_in_which_it_may_come_back()
    {
        var mask = new SecretMask();
        mask.Know("pass word/1");
        mask.Apply("pass word/1 pass%20word%2F1 cGFzcyB3b3JkLzE= word").ShouldBe("*** *** *** word");
    }

    [Theory]
    [InlineData("\"a\\u002Bb\"")]
    [InlineData("\"a\\u002bb\"")]
    [InlineData("\"a+b\\/ü\"")]
    [InlineData("\"a+b\\/\\u00fc\"")]
    public void A_secret_is_masked_as_texts_of_JSON_are_written(string json)
    {
        var mask = new SecretMask();
        mask.Know(System.Text.Json.JsonSerializer.Deserialize<string>(json));
        mask.Apply($"{{ {json} }}").ShouldBe("{ \"***\" }");
    }

    [Fact]
    public void A_cursor_by_time_looks_back_by_the_overlap_and_never_goes_on_from_the_future()
    {
        var start = TimeCursor.Of(new ChangesRequest("k", null, 10) { StartsRound = true })!.Value;
        var page = start.Behind([Record("a", Now.AddMinutes(-5)), Record("b", Now.AddDays(3))], Now);
        TimeCursor.Of(new ChangesRequest("k", page.ToString(), 10))!.Value.ShouldBe(page, "the round goes on where it is");
        var next = TimeCursor.Of(
            new ChangesRequest("k", page.ToString(), 10) { StartsRound = true, Overlap = TimeSpan.FromSeconds(30) })!.Value;
        (next.At, next.AfterId).ShouldBe((Now.AddSeconds(-30), ""));
        TimeCursor.Of(new ChangesRequest("k", "garbage", 10)).ShouldBeNull();
    }

    [Fact]
    public void An_id_in_a_cursor_by_time_may_have_any_characters()
    {
        var cursor = new TimeCursor(Now, "a.b~c/d\nе");
        TimeCursor.Of(new ChangesRequest("k", cursor.ToString(), 10)).ShouldBe(cursor);
    }

    private static SourceRecord Record(string id, DateTimeOffset at) =>
        new(id, at.ToString("O", CultureInfo.InvariantCulture), default) { ChangedAt = at };

    private static HttpResponseMessage Answer(string name, string value)
    {
        var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }
}
