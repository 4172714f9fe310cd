using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class RefreshTests : IdentityTest
{
    [Fact]
    public async Task A_refresh_token_gives_new_tokens_and_those_give_the_next()
    {
        var first = await App.SignInAsync();
        using var answer = await App.RefreshAsync(first.Refresh);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var second = await Tokens.OfAsync(answer);
        second.Refresh.ShouldNotBe(first.Refresh, StringComparer.Ordinal);
        using var me = await App.GetAsync("/users/me", second.Access);
        ((int)me.StatusCode).ShouldBe(200);
        using var next = await App.RefreshAsync(second.Refresh);
        ((int)next.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task A_token_used_twice_ends_the_whole_session_and_no_other()
    {
        var stolen = await App.SignInAsync();
        var other = await App.SignInAsync();
        var newest = await RefreshedAsync(stolen.Refresh);
        App.Clock.Advance(TimeSpan.FromSeconds(31));
        await RefusedAsync(stolen.Refresh);
        await RefusedAsync(newest.Refresh);
        await RefreshedAsync(other.Refresh);
        (await App.AuditAsync()).ShouldContain("anonymous session:reused users/1 refused", StringComparer.Ordinal);
        (await App.StatusAsync(newest.Access)).ShouldBe(401, "the access tokens of the session are in both hands too");
        App.Log.Lines.Count(line => line.Contains("[4012]", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_use_one_token_at_the_same_moment_all_hear_the_same_next_one_and_nothing_ends()
    {
        var tokens = await App.SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => App.RefreshAsync(tokens.Refresh)));
        var next = await Task.WhenAll(answers.Select(Tokens.OfAsync));
        next.Select(one => one.Refresh).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await App.StatusAsync(next[7].Access)).ShouldBe(200);
        (await App.AuditAsync()).ShouldNotContain(entry => entry.Contains("session:reused", StringComparison.Ordinal));
        await RefreshedAsync(next[0].Refresh);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Whoever_lost_the_answer_asks_again_for_30_seconds_also_after_a_restart_and_no_longer()
    {
        var tokens = await App.SignInAsync();
        var first = await RefreshedAsync(tokens.Refresh);
        await RestartAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        (await RefreshedAsync(tokens.Refresh)).Refresh.ShouldBe(first.Refresh);
        App.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await RefusedAsync(tokens.Refresh);
        await RefusedAsync(first.Refresh);
    }

    [Fact]
    public async Task A_session_that_was_signed_out_stays_ended_for_a_repeat_at_once()
    {
        var tokens = await App.SignInAsync();
        var next = await RefreshedAsync(tokens.Refresh);
        (await App.PostAsync("/auth/logout", next.Access)).Status.ShouldBe(204);
        await RefusedAsync(tokens.Refresh);
        (await App.AuditAsync()).ShouldNotContain(entry => entry.Contains("session:reused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_often_it_is_renewed_a_session_ends_90_days_after_the_sign_in()
    {
        var tokens = await App.SignInAsync();
        for (var days = 0; days < 84; days += 12)
        {
            App.Clock.Advance(TimeSpan.FromDays(12));
            tokens = await RefreshedAsync(tokens.Refresh);
        }

        App.Clock.Advance(TimeSpan.FromDays(6));
        await RefusedAsync(tokens.Refresh);
    }

    [Fact]
    public async Task A_session_outlives_a_restart()
    {
        var tokens = await App.SignInAsync();
        await RestartAsync();
        using var me = await App.GetAsync("/users/me", tokens.Access);
        ((int)me.StatusCode).ShouldBe(200);
        await RefreshedAsync(tokens.Refresh);
    }

    [Fact]
    public async Task A_token_is_good_for_14_days_from_its_own_issue()
    {
        var tokens = await App.SignInAsync();
        App.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMilliseconds(1));
        var second = await RefreshedAsync(tokens.Refresh);
        App.Clock.Advance(TimeSpan.FromDays(14));
        await RefusedAsync(second.Refresh);
    }

    [Theory]
    [InlineData("update users set disabled = 1")]
    [InlineData("update users set token_version = token_version + 1")]
    [InlineData("delete from users")]
    public async Task A_user_who_was_disabled_signed_out_everywhere_or_removed_gets_no_new_tokens(string change)
    {
        var tokens = await App.SignInAsync();
        await App.ExecuteAsync(change);
        await RefusedAsync(tokens.Refresh);
    }

    [Fact]
    public async Task Expired_sessions_and_tokens_do_not_pile_up()
    {
        for (var count = 0; count < 5; count++)
        {
            await RefreshedAsync((await App.SignInAsync()).Refresh);
        }

        App.Clock.Advance(TimeSpan.FromDays(15));
        await App.SignInAsync();
        await App.SignInAsync();
        (await CountAsync("sessions")).ShouldBe(2);
        (await CountAsync("refresh_tokens")).ShouldBe(2);
    }

    [Theory]
    [InlineData("grant_type=refresh_token&refresh_token=nobody", "invalid_grant")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("refresh_token=a", "invalid_request")]
    [InlineData("", "invalid_request")]
    [InlineData("grant_type=refresh_token&grant_type=refresh_token&refresh_token=a", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=a&refresh_token=b", "invalid_request")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=REFRESH_TOKEN&refresh_token=a", "unsupported_grant_type")]
    public async Task What_the_token_endpoint_refuses_it_refuses_in_the_words_of_OAuth(string form, string error) =>
        await FaultAsync(new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded"), error);

    [Fact]
    public async Task A_body_that_is_no_form_is_refused_in_the_words_of_OAuth()
    {
        await FaultAsync(new StringContent("""{"grant_type":"refresh_token"}""", Encoding.UTF8, "application/json"), "invalid_request");
        await FaultAsync(new ByteArrayContent([]), "invalid_request");
        await FaultAsync(
            new StringContent(
                new string('&', 3_000) + string.Join('&', Enumerable.Range(0, 2_000).Select(name => $"a{name}=1")), Encoding.ASCII,
                "application/x-www-form-urlencoded"),
            "invalid_request");
    }

    private async Task FaultAsync(HttpContent form, string error)
    {
        using var answer = await App.Client.PostAsync("/oauth/token", form, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(400);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        ((string)(await BodyAsync(answer))["error"]!).ShouldBe(error);
    }

    private async Task<Tokens> RefreshedAsync(string token)
    {
        using var answer = await App.RefreshAsync(token);
        return await Tokens.OfAsync(answer);
    }

    private async Task RefusedAsync(string token)
    {
        using var answer = await App.RefreshAsync(token);
        ((int)answer.StatusCode).ShouldBe(400);
        ((string)(await BodyAsync(answer))["error"]!).ShouldBe("invalid_grant");
    }

    private ValueTask<long> CountAsync(string table) =>
        App.Store.ReadAsync(reader => reader.FirstAsync($"select count(*) from {table}", static row => row.Int64(0)));
}
