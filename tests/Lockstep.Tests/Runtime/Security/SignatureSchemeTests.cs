using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Security;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>Which calls of outside systems are believed, scheme by scheme.</summary>
public sealed class SignatureSchemeTests
{
    private const string Secret = "It's a Secret to Everybody";
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
    private static readonly byte[] Body = "Hello, World!"u8.ToArray();
    private static readonly byte[] Other = "Hello, World?"u8.ToArray();

    [Fact]
    public void The_example_of_GitHubs_documentation_is_believed() => Refuse(
        "github", Body, ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")).ShouldBeNull();

    [Theory]
    [InlineData("standard")]
    [InlineData("github")]
    [InlineData("shopify")]
    [InlineData("stripe")]
    [InlineData("hmac")]
    [InlineData("secret")]
    public void A_call_is_believed_with_its_signature_and_not_with_that_of_another_secret_or_none(string scheme)
    {
        Refuse(scheme, Body, Sign(scheme, Body, Secret, Now)).ShouldBeNull();
        Refuse(scheme, Body, Sign(scheme, Body, "before", Now)).ShouldBeNull("the secret of before counts too");
        Refuse(scheme, Body, Sign(scheme, Body, "another", Now)).ShouldNotBeNull();
        Refuse(scheme, Body).ShouldNotBeNull();
        Refuse(scheme, Body, [.. Sign(scheme, Body, Secret, Now).Select(static one => (one.Name, "sha256="))]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("github")]
    [InlineData("shopify")]
    [InlineData("stripe")]
    [InlineData("hmac")]
    public void A_body_that_was_changed_on_its_way_is_not_believed(string scheme) =>
        Refuse(scheme, Other, Sign(scheme, Body, Secret, Now)).ShouldNotBeNull();

    [Theory]
    [InlineData("standard")]
    [InlineData("stripe")]
    public void A_call_of_long_ago_that_is_sent_again_is_not_believed(string scheme)
    {
        Refuse(scheme, Body, Sign(scheme, Body, Secret, Now.AddMinutes(-5))).ShouldBeNull();
        Refuse(scheme, Body, Sign(scheme, Body, Secret, Now.AddSeconds(-301))).ShouldNotBeNull();
        Refuse(scheme, Body, Sign(scheme, Body, Secret, Now.AddSeconds(301))).ShouldNotBeNull();
    }

    private static (string Name, string Value)[] Sign(string scheme, byte[] body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return scheme switch
        {
            "standard" =>
            [
                ("webhook-id", "m1"), ("webhook-timestamp", time), ("webhook-signature", StandardWebhooks.Sign("m1", time, body, [secret])),
            ],
            "github" => [("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(Hash(secret, body))}")],
            "shopify" => [("X-Shopify-Hmac-Sha256", Convert.ToBase64String(Hash(secret, body)))],
            "stripe" => [("Stripe-Signature", $"t={time},v1={new string('0', 64)},v1={Timed(secret, time, body)}")],
            "hmac" => [("X-Signature", Convert.ToHexString(Hash(secret, body)))],
            _ => [("X-Webhook-Secret", secret)],
        };
    }

    private static string Timed(string secret, string time, byte[] body) =>
        Convert.ToHexStringLower(Hash(secret, [.. Encoding.UTF8.GetBytes($"{time}."), .. body]));

    private static byte[] Hash(string secret, byte[] signed) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);

    private static string? Refuse(string scheme, byte[] body, params (string Name, string Value)[] headers) =>
        SignatureScheme.All.Single(one => string.Equals(one.Name, scheme, StringComparison.Ordinal)).Refuse(
            name => headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Value, body,
            [Secret, "before"], Now, TimeSpan.FromMinutes(5));
}
