using System.Text;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>Whatever somebody sends as a token, the answer is a refusal and never an exception.</summary>
public sealed class TokenVerifierFuzzTests
{
    private const int Rounds = 3_000;
    private readonly ManualClock _clock = new();
    private readonly TokenMint _mint = new();
    private readonly TokenVerifier _verifier;
    private readonly string _good;

    public TokenVerifierFuzzTests()
    {
        _verifier = new TokenVerifier(_mint, _mint.Options, _clock);
        _good = _mint.Sign(_mint.Claims(_clock));
    }

    [Fact]
    public void Random_text_is_refused()
    {
        var random = new Random(4711);
        for (var round = 0; round < Rounds; round++)
        {
            var text = string.Create(random.Next(0, 300), random, (letters, source) =>
            {
                for (var place = 0; place < letters.Length; place++)
                {
                    letters[place] = source.Next(4) == 0 ? '.' : (char)source.Next(0, char.MaxValue + 1);
                }
            });
            Refused(text);
        }
    }

    [Fact]
    public void Random_bytes_behind_a_good_signature_are_refused()
    {
        var random = new Random(4712);
        for (var round = 0; round < Rounds / 10; round++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            Refused(_mint.Sign(TokenMint.Header().ToJsonString(), Encoding.Latin1.GetString(bytes)));
            Refused(
                _mint.Sign($"{TokenMint.Part(TokenMint.Header().ToJsonString())}.{System.Buffers.Text.Base64Url.EncodeToString(bytes)}"));
        }
    }

    [Theory]
    [InlineData("""{"sub":"\ud800"}""")]
    [InlineData("""{"sub":"user:1","exp":1,"iat":1,"roles":["\udfff"]}""")]
    [InlineData("""{"a":""")]
    [InlineData("null")]
    [InlineData("")]
    public void Claims_that_are_no_proper_JSON_are_refused(string claims) => Refused(_mint.Sign(TokenMint.Header().ToJsonString(), claims));

    [Fact]
    public void Claims_that_nest_without_end_are_refused() =>
        Refused(_mint.Sign(TokenMint.Header().ToJsonString(), string.Concat(Enumerable.Repeat("[", 3_000))));

    [Fact]
    public void A_token_cut_short_is_refused_at_every_length()
    {
        for (var length = 0; length < _good.Length; length++)
        {
            Refused(_good[..length]);
        }
    }

    [Fact]
    public void A_token_with_any_letter_changed_is_refused()
    {
        for (var place = 0; place < _good.Length; place++)
        {
            foreach (var letter in "A_.")
            {
                if (_good[place] != letter)
                {
                    Refused($"{_good[..place]}{letter}{_good[(place + 1)..]}");
                }
            }
        }
    }

    [Fact]
    public void The_unused_bits_of_the_last_letter_give_a_token_no_second_spelling()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var letter in Alphabet.Where(letter => letter != _good[^1]))
        {
            Refused(_good[..^1] + letter);
        }
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("=")]
    [InlineData("\n")]
    [InlineData(".")]
    [InlineData("\u0430")]
    public void A_token_with_something_added_is_refused(string added)
    {
        Refused(_good + added);
        Refused(added + _good);
        Refused(_good.Insert(10, added));
    }

    [Fact]
    public void A_token_above_8_KB_is_refused_unread_and_one_of_exactly_8_KB_is_read()
    {
        _verifier.Verify(new string('a', TokenVerifier.LengthMax + 1)).Refusal.ShouldBe(TokenRefusal.TooLong);
        _verifier.Verify(new string('a', TokenVerifier.LengthMax)).Refusal.ShouldBe(TokenRefusal.Malformed);
        var claims = _mint.Claims(_clock);
        claims["note"] = new string('n', 5_000);
        _verifier.Verify(_mint.Sign(claims)).Refusal.ShouldBe(TokenRefusal.None);
    }

    private void Refused(string token)
    {
        var verdict = _verifier.Verify(token);
        verdict.Caller.ShouldBeNull();
        verdict.Refusal.ShouldNotBe(TokenRefusal.None);
        verdict.Detail.ShouldNotBeEmpty();
    }
}
