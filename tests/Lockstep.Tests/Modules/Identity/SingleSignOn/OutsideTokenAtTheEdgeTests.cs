using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>Tokens of the outside provider as they come in by the front door.</summary>
public sealed class OutsideTokenAtTheEdgeTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();

    private FakeProvider Outside { get; set; } = null!;

    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Outside = await FakeProvider.StartAsync();
        App = await TestApp.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(
                Outside.Settings(("Limits:RefusedPerAddressRate", "1"), ("Limits:RefusedPerAddressBurst", "2")));
            builder.Services.AddSingleton<TimeProvider>(_clock);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Outside.DisposeAsync();
    }

    [Fact]
    public async Task A_bad_token_counts_as_a_guess()
    {
        var bad = Outside.Sign(FakeProvider.With(Outside.AccessClaims(_clock), ("aud", "another")));
        (await StatusAsync(bad)).ShouldBe(401);
        (await StatusAsync(bad)).ShouldBe(401);
        (await StatusAsync(bad)).ShouldBe(429);
    }

    [Fact]
    public async Task A_token_that_has_merely_expired_is_no_guess_and_one_that_somebody_made_up_is()
    {
        var claims = FakeProvider.With(Outside.AccessClaims(_clock), ("exp", _clock.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()));
        var expired = Outside.Sign(claims);
        for (var count = 0; count < 5; count++)
        {
            (await StatusAsync(expired)).ShouldBe(401);
        }

        using var forger = OutsideKey.Rsa(Outside.Rsa.Id);
        var forged = forger.Sign(new JsonObject { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = forger.Id }, claims);
        (await StatusAsync(forged)).ShouldBe(401);
        (await StatusAsync(forged)).ShouldBe(401);
        (await StatusAsync(forged)).ShouldBe(429);
    }

    [Fact]
    public async Task A_token_with_many_groups_may_be_longer_than_ours() => (await StatusAsync(
        Outside.Sign(FakeProvider.With(Outside.AccessClaims(_clock), ("filler", new string('a', 8 * 1_024)))))).ShouldBe(200);

    [Theory]
    [InlineData("exp", "0.5")]
    [InlineData("roles", "\"lockstep\"")]
    [InlineData("ver", "\"1.0\"")]
    public async Task What_its_claims_look_like_is_the_providers_affair(string name, string json)
    {
        var claims = Outside.AccessClaims(_clock);
        claims[name] = name is "exp" ? (long)claims["exp"]! + 0.5 : JsonNode.Parse(json);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = Outside.Curve.Id };
        (await StatusAsync(Outside.Curve.Sign(header, claims))).ShouldBe(200);
    }

    private async Task<int> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/customers")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await App.Anonymous.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
