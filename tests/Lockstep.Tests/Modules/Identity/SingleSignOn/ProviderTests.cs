using System.Text.Json.Nodes;
using Lockstep.Identity.Sessions;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>Reading the provider: rotation, floods, outages and answers of every bad kind.</summary>
public sealed class ProviderTests : SingleSignOnTest
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_key_is_found_when_a_token_names_it_and_an_old_one_goes_with_it()
    {
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        using var next = OutsideKey.Rsa("rsa-2");
        Outside.Keys = [next.ToJwk()];
        App.Clock.Advance(Pause);
        (await IsTakenAsync(next)).ShouldBeTrue();
        (await IsTakenAsync(Outside.Rsa)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_is_gone_is_forgotten_at_the_next_reading_though_nobody_asks_for_a_new_one()
    {
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        Outside.Keys = [Outside.Curve.ToJwk()];
        App.Clock.Advance(TimeSpan.FromHours(1));
        await TestApp.EventuallyAsync(async () => !await IsTakenAsync(Outside.Rsa), "the key is forgotten");
    }

    [Fact]
    public async Task A_key_set_that_is_emptied_takes_all_keys_back()
    {
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        Outside.Keys = [];
        App.Clock.Advance(TimeSpan.FromHours(1));
        await TestApp.EventuallyAsync(async () => !await IsTakenAsync(Outside.Rsa), "the keys are taken back");
    }

    [Fact]
    public async Task A_flood_of_unknown_keys_asks_the_provider_once_in_a_pause()
    {
        using var unknown = OutsideKey.Curve("unknown");
        var claims = Outside.AccessClaims(App.Clock);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => VerifyAsync(Sign(unknown, claims, $"unknown-{number}")).AsTask()));
        Outside.Discoveries.ShouldBe(1);
        App.Clock.Advance(Pause);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => VerifyAsync(Sign(unknown, claims, $"other-{number}")).AsTask()));
        Outside.Discoveries.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_was_looked_for_in_vain_is_no_reason_to_ask_at_every_pause()
    {
        using var unknown = OutsideKey.Curve("unknown");
        for (var pause = 0; pause < 4; pause++)
        {
            (await IsTakenAsync(unknown)).ShouldBeFalse();
            App.Clock.Advance(Pause);
        }

        Outside.Discoveries.ShouldBe(1);
        App.Clock.Advance(2 * Pause);
        Outside.Keys = [unknown.ToJwk()];
        (await IsTakenAsync(unknown)).ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_stay_good_while_the_provider_is_away_and_nobody_waits_for_it()
    {
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        Outside.Instead = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var next = OutsideKey.Rsa("rsa-2");
        App.Clock.Advance(TimeSpan.FromHours(2));
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        (await IsTakenAsync(next)).ShouldBeFalse();
        (await IsTakenAsync(Outside.Rsa)).ShouldBeTrue();
        App.Log.Lines.ShouldContain(line => line.Contains("[4061]", StringComparison.Ordinal));
        Outside.Instead = null;
        Outside.Keys = [next.ToJwk()];
        App.Clock.Advance(6 * Pause);
        (await IsTakenAsync(next)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html>", 200)]
    [InlineData("{}", 200)]
    [InlineData("[]", 200)]
    [InlineData("""{"keys":[]}""", 200)]
    [InlineData("""{"keys":{}}""", 200)]
    [InlineData("""{"keys":[1,"a",null,{},{"kty":"RSA","kid":"rsa-1","n":"!","e":"AQAB"},{"kty":"RSA","kid":"rsa-1"},{"kty":"oct","kid":"rsa-1","k":"AAAA"}]}""", 200)]
    [InlineData("""{"issuer":"https://evil.example","jwks_uri":"https://evil.example/jwks"}""", 200)]
    [InlineData("", 500)]
    [InlineData("", 302)]
    public async Task Whatever_the_provider_answers_is_a_refusal_and_never_a_fault(string body, int status)
    {
        Outside.Instead = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = Outside.Issuer + "/elsewhere";
            return context.Response.WriteAsync(body);
        };
        (await IsTakenAsync(Outside.Rsa)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("issuer", "http://127.0.0.1/")]
    [InlineData("jwks_uri", "http://example.com/jwks")]
    [InlineData("jwks_uri", "ftp://127.0.0.1/jwks")]
    [InlineData("jwks_uri", "http://user@127.0.0.1/jwks")]
    [InlineData("jwks_uri", "http://169.254.169.254/latest/meta-data")]
    [InlineData("token_endpoint", "file:///etc/passwd")]
    public async Task A_discovery_document_that_leads_astray_is_not_taken(string member, string value)
    {
        Outside.Discovery[member] = value;
        (await IsTakenAsync(Outside.Rsa)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("alg", "PS256")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "RS384")]
    [InlineData("d", "AAAA")]
    [InlineData("key_ops", "encrypt")]
    [InlineData("kty", "oct")]
    public async Task A_key_that_is_not_for_this_is_not_used(string member, string value)
    {
        var entry = Outside.Rsa.ToJwk();
        entry[member] = value;
        Outside.Keys = [entry];
        (await IsTakenAsync(Outside.Rsa)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_short_RSA_key_is_not_used()
    {
        using var weak = OutsideKey.Rsa("weak", 1_024);
        Outside.Keys = [weak.ToJwk()];
        (await IsTakenAsync(weak)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_point_that_is_not_on_the_curve_is_not_used()
    {
        var entry = Outside.Curve.ToJwk();
        entry["x"] = entry["y"]!.DeepClone();
        Outside.Keys = [entry];
        (await IsTakenAsync(Outside.Curve)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_provider_at_a_private_address_must_be_listed()
    {
        await RestartAsync(("Outbound:Allow", ""));
        (await IsTakenAsync(Outside.Rsa)).ShouldBeFalse();
        Outside.Discoveries.ShouldBe(0);
        App.Log.Lines.ShouldContain(line =>
            line.Contains("[4061]", StringComparison.Ordinal) && line.Contains("Outbound:Allow", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Oidc:Issuer", "http://idp.example", "Oidc:Issuer")]
    [InlineData("Oidc:Issuer", "idp.example", "Oidc:Issuer")]
    [InlineData("Oidc:Issuer", "https://idp.example/?a=b", "Oidc:Issuer")]
    [InlineData("Oidc:Algorithms", "RS256,HS256", "HS256")]
    [InlineData("Oidc:Algorithms", "none,RS256", "none")]
    [InlineData("Oidc:RoleMap:a", "root", "root")]
    [InlineData("Oidc:Scopes", "profile email", "openid")]
    [InlineData("Oidc:ClockSkew", "00:00:31", "ClockSkew")]
    [InlineData("Oidc:RequireHttps", "true", "Oidc:Issuer")]
    [InlineData("Oidc:RedirectUri", "/signin-oidc", "Oidc:RedirectUri")]
    public async Task A_setting_that_would_weaken_it_stops_the_start(string name, string value, string named)
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => RestartAsync((name, value)));
        error.Message.ShouldContain(named);
        await RestartAsync();
    }

    private static string Sign(OutsideKey key, JsonObject claims, string keyId)
    {
        var algorithm = key.ToJwk()["kty"]!.GetValue<string>() is "RSA" ? "RS256" : "ES256";
        return key.Sign(new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = keyId }, claims);
    }

    private ValueTask<OutsideVerdict> VerifyAsync(string token) =>
        App.Services.GetRequiredService<IOutsideTokens>().VerifyAsync(token, CancellationToken.None);

    private async Task<bool> IsTakenAsync(OutsideKey key) =>
        (await VerifyAsync(Sign(key, Outside.AccessClaims(App.Clock), key.Id))).Identity is not null;
}
