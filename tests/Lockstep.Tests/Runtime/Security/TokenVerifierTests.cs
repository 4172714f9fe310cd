using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Security;

public sealed class TokenVerifierTests
{
    private readonly ManualClock _clock = new();
    private readonly TokenMint _mint = new();
    private readonly TokenVerifier _verifier;

    public TokenVerifierTests() => _verifier = new TokenVerifier(_mint, _mint.Options, _clock);

    [Fact]
    public void A_good_token_says_who_calls_and_what_its_roles_may_do()
    {
        var verdict = _verifier.Verify(_mint.Sign(_mint.Claims(_clock)));
        verdict.Refusal.ShouldBe(TokenRefusal.None);
        verdict.Caller!.Subject.ShouldBe("user:1");
        verdict.Caller.Name.ShouldBe("ada@example.com");
        verdict.Caller.Granted.ShouldBe(Permissions.Of(["sales"]), ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"es256","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES384","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":1}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","jku":"https://evil.example/keys"}""")]
    [InlineData("[]")]
    public void A_header_that_asks_for_anything_else_is_refused_although_our_key_signed_it(string header) =>
        _verifier.Verify(_mint.Sign(header, _mint.Claims(_clock).ToJsonString())).Refusal.ShouldBe(TokenRefusal.WrongHeader);

    [Fact]
    public void An_unsigned_token_is_refused_in_both_spellings()
    {
        var text =
            $"{TokenMint.Part("""{"alg":"none","typ":"at+jwt","kid":"key-1"}""")}.{TokenMint.Part(_mint.Claims(_clock).ToJsonString())}";
        _verifier.Verify(text + ".").Caller.ShouldBeNull();
        _verifier.Verify(text).Caller.ShouldBeNull();
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("ES256")]
    public void A_token_signed_with_the_public_key_as_a_shared_secret_is_refused(string algorithm)
    {
        var header = TokenMint.Header();
        header["alg"] = algorithm;
        var text = $"{TokenMint.Part(header.ToJsonString())}.{TokenMint.Part(_mint.Claims(_clock).ToJsonString())}";
        byte[][] secrets = [_mint.Pair.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(_mint.Pair.ExportSubjectPublicKeyInfoPem())];
        foreach (var secret in secrets)
        {
            var forged = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text));
            _verifier.Verify($"{text}.{Base64Url.EncodeToString(forged)}").Caller.ShouldBeNull();
        }
    }

    [Fact]
    public void A_token_that_brings_its_own_key_is_refused()
    {
        var forger = new TokenMint();
        var point = forger.Pair.ExportParameters(includePrivateParameters: false).Q;
        var header = TokenMint.Header();
        header["jwk"] = new JsonObject
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
        };
        _verifier.Verify(forger.Sign(_mint.Claims(_clock), header)).Refusal.ShouldBe(TokenRefusal.WrongHeader);
        _verifier.Verify(forger.Sign(_mint.Claims(_clock))).Refusal.ShouldBe(TokenRefusal.BadSignature);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","kid":"key-1"}""", null)]
    [InlineData("""{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"key-1"}""", null)]
    [InlineData(null, """{"sub":"user:2",""")]
    [InlineData(null, """{"address":{"a":1,"a":1},""")]
    public void A_member_that_is_there_twice_is_refused_in_header_and_claims(string? header, string? start)
    {
        var claims = _mint.Claims(_clock).ToJsonString();
        var doubled = start is null ? claims : start + claims[1..];
        _verifier.Verify(_mint.Sign(header ?? TokenMint.Header().ToJsonString(), doubled)).Refusal.ShouldBe(TokenRefusal.Malformed);
    }

    [Theory]
    [InlineData("sub", null)]
    [InlineData("sub", "1")]
    [InlineData("sub", "\"\"")]
    [InlineData("exp", null)]
    [InlineData("exp", "\"1\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "9223372036854775807")]
    [InlineData("exp", "-1")]
    [InlineData("iat", null)]
    [InlineData("nbf", "\"now\"")]
    [InlineData("ver", "1.5")]
    [InlineData("roles", "\"admin\"")]
    [InlineData("roles", "[1]")]
    [InlineData("roles", "null")]
    public void A_claim_of_the_wrong_form_is_refused(string name, string? json)
    {
        var claims = _mint.Claims(_clock);
        claims.Remove(name);
        if (json is not null)
        {
            claims[name] = JsonNode.Parse(json);
        }

        _verifier.Verify(_mint.Sign(claims)).Refusal.ShouldBe(TokenRefusal.Malformed);
    }

    [Fact]
    public void Another_issuer_audience_or_key_is_refused()
    {
        Refusal(claims => claims["iss"] = "https://elsewhere.example").ShouldBe(TokenRefusal.WrongIssuer);
        Refusal(claims => claims.Remove("iss")).ShouldBe(TokenRefusal.WrongIssuer);
        Refusal(claims => claims["aud"] = "elsewhere").ShouldBe(TokenRefusal.WrongAudience);
        Refusal(claims => claims.Remove("aud")).ShouldBe(TokenRefusal.WrongAudience);
        Refusal(claims => claims["aud"] = new JsonArray("elsewhere", "lockstep")).ShouldBe(TokenRefusal.None);
        var header = TokenMint.Header();
        header["kid"] = "key-2";
        _verifier.Verify(_mint.Sign(_mint.Claims(_clock), header)).Refusal.ShouldBe(TokenRefusal.UnknownKey);
    }

    [Fact]
    public void A_token_is_good_until_its_expiry_and_the_clock_skew_have_passed_and_not_a_moment_longer()
    {
        var fresh = _mint.Sign(_mint.Claims(_clock));
        var remembered = _mint.Sign(_mint.Claims(_clock));
        _verifier.Verify(remembered).Refusal.ShouldBe(TokenRefusal.None);
        _clock.Advance(_mint.Options.AccessLifetime + _mint.Options.ClockSkew - TimeSpan.FromMilliseconds(1));
        _verifier.Verify(remembered).Refusal.ShouldBe(TokenRefusal.None);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _verifier.Verify(remembered).Refusal.ShouldBe(TokenRefusal.Expired);
        _verifier.Verify(fresh).Refusal.ShouldBe(TokenRefusal.Expired);
    }

    [Theory]
    [InlineData("nbf")]
    [InlineData("iat")]
    public void A_token_from_the_future_is_refused_beyond_the_clock_skew(string claim)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        Refusal(claims => claims[claim] = now + 30).ShouldBe(TokenRefusal.None);
        Refusal(claims => claims[claim] = now + 31).ShouldBe(TokenRefusal.NotYetValid);
    }

    [Fact]
    public void A_retired_key_refuses_its_tokens_at_once_also_the_remembered_ones()
    {
        var token = _mint.Sign(_mint.Claims(_clock));
        _verifier.Verify(token).Refusal.ShouldBe(TokenRefusal.None);
        _mint.Retire();
        _verifier.Verify(token).Refusal.ShouldBe(TokenRefusal.UnknownKey);
    }

    [Fact]
    public void Evicting_a_subject_refuses_its_older_tokens_and_no_others()
    {
        var old = _mint.Sign(_mint.Claims(_clock));
        var unseen = _mint.Sign(_mint.Claims(_clock));
        var other = _mint.Sign(_mint.Claims(_clock, "user:2"));
        var claims = _mint.Claims(_clock);
        claims["ver"] = 2;
        var renewed = _mint.Sign(claims);
        _verifier.Verify(old).Refusal.ShouldBe(TokenRefusal.None);

        _verifier.Evict("user:1", version: 2);

        _verifier.Verify(old).Refusal.ShouldBe(TokenRefusal.Revoked);
        _verifier.Verify(unseen).Refusal.ShouldBe(TokenRefusal.Revoked);
        _verifier.Verify(renewed).Refusal.ShouldBe(TokenRefusal.None);
        _verifier.Verify(other).Refusal.ShouldBe(TokenRefusal.None);
    }

    [Fact]
    public void Two_keys_under_one_id_are_never_taken_for_each_other()
    {
        var elsewhere = new TokenMint();
        var other = new TokenVerifier(elsewhere, elsewhere.Options, _clock);
        _verifier.Verify(_mint.Sign(_mint.Claims(_clock))).Refusal.ShouldBe(TokenRefusal.None);
        other.Verify(elsewhere.Sign(elsewhere.Claims(_clock))).Refusal.ShouldBe(TokenRefusal.None);
        other.Verify(_mint.Sign(_mint.Claims(_clock, "user:9"))).Refusal.ShouldBe(TokenRefusal.BadSignature);
    }

    [Fact]
    public void A_token_seen_before_is_recognised_without_verifying_it_again()
    {
        var token = _mint.Sign(_mint.Claims(_clock));
        var first = _verifier.Verify(token).Caller;
        _verifier.Verify(new string(token)).Caller.ShouldBeSameAs(first);
    }

    [Fact]
    public void Recognising_a_token_allocates_nothing()
    {
        var token = _mint.Sign(_mint.Claims(_clock));
        _verifier.Verify(token);
        _verifier.Verify(token);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            _verifier.Verify(token);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private TokenRefusal Refusal(Action<JsonObject> change)
    {
        var claims = _mint.Claims(_clock);
        change(claims);
        return _verifier.Verify(_mint.Sign(claims)).Refusal;
    }
}
