using Lockstep.Runtime.Security;
using System.Text;
using Lockstep.Orders.Webhooks;

namespace Lockstep.Tests.Modules.Orders.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example of the Standard Webhooks specification.</summary>
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    [Fact]
    public void The_example_of_the_specification_is_good() => Refuse(Good).ShouldBeNull();

    [Fact]
    public void One_good_signature_of_several_is_enough()
    {
        Refuse($"v1,AAAA {Good} v2,xyz").ShouldBeNull();
        Refuse("v1,AAAA v1a," + Good[3..]).ShouldBe("No signature is good.");
    }

    [Fact]
    public void The_secret_before_is_good_too_as_long_as_it_is_set()
    {
        Refuse(Good, ["whsec_AAAA", Secret]).ShouldBeNull();
        Refuse(Good, ["whsec_AAAA"]).ShouldBe("No signature is good.");
    }

    [Fact]
    public void What_differs_in_one_byte_is_not_good()
    {
        Refuse(Good, body: [.. Body, 32]).ShouldNotBeNull();
        Refuse(Good, id: Id + "x").ShouldNotBeNull();
        Refuse(Good, timestamp: "1614265331").ShouldNotBeNull();
        Refuse("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=").ShouldNotBeNull();
        Refuse("v1,").ShouldNotBeNull();
        Refuse("").ShouldNotBeNull();
    }

    [Fact]
    public void A_call_of_another_time_is_not_good_however_it_is_signed()
    {
        Refuse(Good, at: At.AddMinutes(5)).ShouldBeNull();
        Refuse(Good, at: At.AddMinutes(-5)).ShouldBeNull();
        Refuse(Good, at: At.AddSeconds(301)).ShouldBe("webhook-timestamp is too far from the time here.");
        Refuse(Good, at: At.AddSeconds(-301)).ShouldNotBeNull();
        Refuse(Good, timestamp: "soon").ShouldNotBeNull();
        Refuse(Good, timestamp: "9223372036854775807").ShouldNotBeNull();
    }

    [Fact]
    public void Headers_that_are_there_in_part_are_no_way_around()
    {
        WebhookSignature.Refuse(new WebhookHeaders(Id, null, null, HasSecret: true), Body, [Secret], At, TimeSpan.FromMinutes(5))
            .ShouldNotBeNull();
        WebhookSignature.Refuse(new WebhookHeaders(null, null, null, HasSecret: false), Body, [Secret], At, TimeSpan.FromMinutes(5))
            .ShouldNotBeNull();
        WebhookSignature.Refuse(new WebhookHeaders(null, null, null, HasSecret: true), Body, [Secret], At, TimeSpan.FromMinutes(5))
            .ShouldBeNull();
    }

    [Fact]
    public void A_secret_is_compared_whole()
    {
        SharedSecret.IsOne(Secret, [Secret]).ShouldBeTrue();
        SharedSecret.IsOne(Secret[..^1], [Secret]).ShouldBeFalse();
        SharedSecret.IsOne("", [Secret]).ShouldBeFalse();
    }

    private static string? Refuse(
        string signature, string[]? secrets = null, byte[]? body = null, string id = Id, string timestamp = Timestamp,
        DateTimeOffset? at = null) =>
        WebhookSignature.Refuse(
            new WebhookHeaders(id, timestamp, signature, false), body ?? Body, secrets ?? [Secret], at ?? At, TimeSpan.FromMinutes(5));
}
