using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>RFC 8725, point by point, for tokens of the outside provider.</summary>
public sealed class OutsideTokenTests : SingleSignOnTest
{
    [Theory]
    [InlineData("RS256", "rsa-1")]
    [InlineData("PS256", "rsa-1")]
    [InlineData("ES256", "ec-1")]
    public async Task A_good_token_says_who_it_is_and_its_roles_are_those_of_the_map(string algorithm, string keyId)
    {
        var key = string.Equals(keyId, Outside.Rsa.Id, StringComparison.Ordinal) ? Outside.Rsa : Outside.Curve;
        var verdict = await VerifyAsync(key.Sign(Header(algorithm, keyId), Outside.AccessClaims(App.Clock)));
        verdict.Refusal.ShouldBeNull();
        verdict.User.ShouldBeNull();
        verdict.Identity.ShouldNotBeNull();
        verdict.Identity.Issuer.ShouldBe(Outside.Issuer);
        verdict.Identity.Subject.ShouldBe("u-ada");
        verdict.Identity.Name.ShouldBe("Ada");
        verdict.Identity.Roles.ShouldBe(["sales", "warehouse"]);
        verdict.Identity.ExpiresAt.ShouldBe(App.Clock.GetUtcNow().AddMinutes(5));
    }

    [Theory]
    [InlineData("""["others"]""")]
    [InlineData("""["admin"]""")]
    [InlineData("""["LOCKSTEP-ADMIN "]""")]
    [InlineData("""{"others":"lockstep-admin"}""")]
    [InlineData("""[["lockstep-admin"]]""")]
    [InlineData("null")]
    public async Task What_the_map_does_not_have_gives_nothing(string groups)
    {
        var verdict = await VerifyAsync(
            Outside.Sign(FakeProvider.With(Outside.AccessClaims(App.Clock), ("groups", JsonNode.Parse(groups)), ("roles", "admin"))));
        verdict.Identity!.Roles.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"realm_access":{"roles":["lockstep-admin"]}}""", "realm_access.roles")]
    [InlineData("""{"realm_access.roles":["lockstep-admin"]}""", "realm_access.roles")]
    [InlineData("""{"role":"lockstep-admin"}""", "role")]
    public async Task The_claim_of_the_roles_may_lie_deeper_or_be_one_word(string claims, string name)
    {
        await RestartAsync(("Oidc:RoleClaim", name));
        var more = JsonNode.Parse(claims)!.AsObject().Select(claim => (claim.Key, claim.Value?.DeepClone())).ToArray();
        (await VerifyAsync(Outside.Sign(FakeProvider.With(Outside.AccessClaims(App.Clock), more)))).Identity!.Roles.ShouldBe(["admin"]);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"NONE","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"rs256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS384","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"ec-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":1}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":""}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"../../dev/null"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1' or '1'='1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1\u0000"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"logout+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","crit":["exp"]}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","b64":false}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","zip":"DEF"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","cty":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","jku":"https://evil.example/keys"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","x5u":"https://evil.example/keys"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","x5c":["a"]}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","jwk":{"kty":"RSA"}}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("[]")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1" """)]
    public async Task A_header_that_asks_for_anything_else_is_refused_although_the_key_signed_it(string header) =>
        await RefusedAsync(Outside.Rsa.Sign(header, Outside.AccessClaims(App.Clock).ToJsonString(), "RS256"));

    [Fact]
    public async Task An_unsigned_token_is_refused_in_both_spellings()
    {
        var text = $"{OutsideKey.Part("""{"alg":"none","typ":"at+jwt","kid":"rsa-1"}""")}."
            + $"{OutsideKey.Part(Outside.AccessClaims(App.Clock).ToJsonString())}";
        await RefusedAsync(text + ".");
        await RefusedAsync(text);
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    public async Task A_token_signed_with_the_public_key_as_a_shared_secret_is_refused(string algorithm)
    {
        var text =
            $"{OutsideKey.Part(Header(algorithm, "rsa-1").ToJsonString())}."
                + $"{OutsideKey.Part(Outside.AccessClaims(App.Clock).ToJsonString())}";
        byte[][] secrets =
        [Outside.Rsa.PublicKey, Encoding.ASCII.GetBytes(Outside.Rsa.Pem), Encoding.ASCII.GetBytes(Outside.Rsa.Pem + "\n")];
        foreach (var secret in secrets)
        {
            await RefusedAsync($"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}");
        }
    }

    [Fact]
    public async Task A_key_that_a_token_brings_along_is_not_looked_at()
    {
        using var forged = OutsideKey.Rsa("rsa-1");
        var header = Header("RS256", "rsa-1");
        await RefusedAsync(forged.Sign(header, Outside.AccessClaims(App.Clock)));
        header["jwk"] = forged.ToJwk();
        await RefusedAsync(forged.Sign(header, Outside.AccessClaims(App.Clock)));
    }

    [Theory]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("iss", null)]
    [InlineData("aud", "\"another\"")]
    [InlineData("aud", "\"lockstep-web\"")]
    [InlineData("aud", "[]")]
    [InlineData("aud", "[1]")]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "\"9999999999\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "0")]
    [InlineData("iat", null)]
    [InlineData("iat", "9999999999")]
    [InlineData("nbf", "9999999999")]
    [InlineData("nbf", "\"now\"")]
    [InlineData("sub", null)]
    [InlineData("sub", "1")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "\"a\\nb\"")]
    [InlineData("nonce", "\"n\"")]
    [InlineData("at_hash", "\"n\"")]
    public async Task A_claim_that_is_wrong_or_missing_is_refused(string name, string? json)
    {
        var claims = Outside.AccessClaims(App.Clock);
        claims.Remove(name);
        if (json is not null)
        {
            claims[name] = JsonNode.Parse(json);
        }

        await RefusedAsync(Outside.Sign(claims));
    }

    [Theory]
    [InlineData("""{"sub":"u-ben",""")]
    [InlineData("""{"address":{"a":1,"a":1},""")]
    public async Task A_member_that_is_there_twice_is_refused(string start) =>
        await RefusedAsync(
            Outside.Rsa.Sign(Header("RS256", "rsa-1").ToJsonString(), start + Outside.AccessClaims(App.Clock).ToJsonString()[1..], "RS256")
        );

    [Theory]
    [InlineData("""{"iss":"\ud800"}""")]
    [InlineData("""{"\udfff":1}""")]
    public async Task Half_a_letter_is_refused_and_makes_nothing_stumble(string claims) =>
        await RefusedAsync(Outside.Rsa.Sign(Header("RS256", "rsa-1").ToJsonString(), claims, "RS256"));

    [Fact]
    public async Task A_token_within_a_token_is_refused()
    {
        var inner = Outside.Sign(Outside.AccessClaims(App.Clock));
        await RefusedAsync(Outside.Rsa.Sign(Header("RS256", "rsa-1").ToJsonString(), $"\"{inner}\"", "RS256"));
        await RefusedAsync($"{inner}.{inner}");
    }

    [Fact]
    public async Task Times_are_taken_with_thirty_seconds_of_patience()
    {
        var token = Outside.Sign(
            FakeProvider.With(
                Outside.AccessClaims(App.Clock), ("nbf", App.Clock.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds()),
                ("iat", App.Clock.GetUtcNow().ToUnixTimeSeconds() + 0.5)));
        (await VerifyAsync(token)).Refusal.ShouldBeNull();
        App.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        (await VerifyAsync(token)).Refusal.ShouldBeNull();
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(token);
    }

    [Fact]
    public async Task An_untyped_token_is_taken_only_when_the_installation_says_so_and_an_ID_token_never()
    {
        await RestartAsync(("Oidc:AcceptPlainJwt", "true"));
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock), "JWT"))).Refusal.ShouldBeNull();
        await RefusedAsync(Outside.Sign(Outside.IdClaims(App.Clock, "n"), "JWT"));
        await RefusedAsync(Outside.Sign(FakeProvider.With(Outside.IdClaims(App.Clock, "n"), ("aud", FakeProvider.Audience)), "JWT"));
    }

    [Fact]
    public async Task A_token_that_is_too_long_is_not_read() =>
        await RefusedAsync(Outside.Sign(FakeProvider.With(Outside.AccessClaims(App.Clock), ("filler", new string('a', 16 * 1_024)))));

    [Fact]
    public async Task No_cut_and_no_changed_letter_of_a_good_token_is_taken_or_makes_it_stumble()
    {
        var good = Outside.Curve.Sign(Header("ES256", "ec-1"), Outside.AccessClaims(App.Clock));
        for (var at = 0; at < good.Length; at += 3)
        {
            await RefusedAsync(good[..at]);
            await RefusedAsync($"{good[..at]}{(good[at] == 'A' ? 'B' : 'A')}{good[(at + 1)..]}");
            await RefusedAsync($"{good[..at]}\0{good[at..]}");
            await RefusedAsync($"{good[..at]}é\ud800{good[at..]}");
        }

        (await VerifyAsync(good)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_provider_or_an_audience_no_outside_token_is_taken()
    {
        await RestartAsync(("Oidc:Audience", ""));
        await RefusedAsync(Outside.Sign(Outside.AccessClaims(App.Clock)));
        await RestartAsync(("Oidc:Issuer", ""));
        await RefusedAsync(Outside.Sign(Outside.AccessClaims(App.Clock)));
        Outside.Discoveries.ShouldBe(0);
    }

    [Fact]
    public async Task A_linked_user_comes_along_and_a_disabled_one_is_refused()
    {
        await App.ExecuteAsync($"update users set sso_subject = '{Outside.Issuer} u-ada'");
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock)))).User!.Email.ShouldBe(IdentityApp.Email);
        await App.ExecuteAsync("update users set disabled = 1");
        (await VerifyAsync(Outside.Sign(Outside.AccessClaims(App.Clock)))).Refusal!.ShouldContain("disabled");
    }

    private static JsonObject Header(string algorithm, string keyId) => new() { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = keyId };

    private ValueTask<OutsideVerdict> VerifyAsync(string token) =>
        App.Services.GetRequiredService<IOutsideTokens>().VerifyAsync(token, CancellationToken.None);

    private async Task RefusedAsync(string token)
    {
        var verdict = await VerifyAsync(token);
        verdict.Identity.ShouldBeNull();
        verdict.Refusal.ShouldNotBeNullOrEmpty();
    }
}
