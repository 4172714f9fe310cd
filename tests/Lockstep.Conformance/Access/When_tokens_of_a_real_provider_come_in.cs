using System.Text.Json.Nodes;

namespace Lockstep.Conformance.Access;

[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed class When_tokens_of_a_real_provider_come_in(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private OpenIdProvider Provider => fixture.Provider;

    [Fact]
    public async Task A_persons_groups_say_what_the_token_may_do()
    {
        var ada = await TokenAsync("u-ada");
        (await fixture.CallAsync(ada)).ShouldBe(200);
        (await fixture.CallAsync(ada, "by ada")).ShouldBe(201);
        var ben = await TokenAsync("u-ben");
        (await fixture.CallAsync(ben)).ShouldBe(200);
        (await fixture.CallAsync(ben, "by ben")).ShouldBe(403);
        fixture.IsProxyAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_machine_without_groups_is_known_and_may_do_nothing() =>
        (await fixture.CallAsync(await SignInBrowser.MachineTokenAsync(Provider))).ShouldBe(403);

    [Fact]
    public async Task The_other_algorithm_of_the_provider_is_taken_too()
    {
        await Provider.SetAsync("alg", "ES256");
        (await fixture.CallAsync(await TokenAsync("u-ada"))).ShouldBe(200);
        await Provider.SetAsync("alg", "RS256");
    }

    [Fact]
    public async Task A_token_is_refused_once_it_has_expired()
    {
        await Provider.SetAsync("tokenSeconds", 4);
        var token = await TokenAsync("u-ada");
        (await fixture.CallAsync(token)).ShouldBe(200);
        await Eventually.HoldsAsync(async () => await fixture.CallAsync(token) is 401 ? null : "it is still taken");
        await Provider.SetAsync("tokenSeconds", 600);
    }

    [Fact]
    public async Task A_token_for_somebody_else_is_refused()
    {
        await Provider.SetAsync("otherAudience", "urn:another:api");
        (await fixture.CallAsync(await TokenAsync("u-ada"))).ShouldBe(401);
        await Provider.SetAsync("otherAudience", null);
    }

    [Fact]
    public async Task An_ID_token_is_no_access_token()
    {
        using var browser = new SignInBrowser("u-ada");
        var tokens = await browser.TokensAsync(Provider);
        (await fixture.CallAsync(tokens.GetProperty("id_token").GetString()!)).ShouldBe(401);
    }

    [Fact]
    public async Task Tokens_of_a_new_key_are_taken_soon_and_those_of_the_old_one_no_longer()
    {
        var old = await TokenAsync("u-ben");
        await Provider.TellAsync("rotate");
        var token = await TokenAsync("u-ada");
        await Eventually.HoldsAsync(async () => await fixture.CallAsync(token) is 200 ? null : "the new key is not taken");
        (await fixture.CallAsync(old)).ShouldBe(401);
    }

    [Fact]
    public async Task While_the_provider_is_away_its_tokens_stay_good_and_all_goes_on_when_it_is_back()
    {
        var first = await TokenAsync("u-ada");
        await Eventually.HoldsAsync(async () => await fixture.CallAsync(first) is 200 ? null : "the key is not known");
        var second = await TokenAsync("u-ada");
        await Provider.TellAsync("down");
        try
        {
            (await fixture.CallAsync(second)).ShouldBe(200);
        }
        finally
        {
            await Provider.TellAsync("up");
        }

        await Provider.TellAsync(new JsonObject { ["do"] = "rotate" });
        var third = await TokenAsync("u-ada");
        await Eventually.HoldsAsync(async () => await fixture.CallAsync(third) is 200 ? null : "the provider is not asked again");
    }

    private async Task<string> TokenAsync(string account)
    {
        using var browser = new SignInBrowser(account);
        return (await browser.TokensAsync(Provider)).GetProperty("access_token").GetString()!;
    }
}
