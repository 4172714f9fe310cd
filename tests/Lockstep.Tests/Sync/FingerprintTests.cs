using Lockstep.Sync.Deliveries;

namespace Lockstep.Tests.Sync;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("The customer 17 has no e-mail.", "The customer 2001 has no e-mail.")]
    [InlineData("code: 'A-1' is taken by 9f0c2a", "code: 'B' is taken by 77")]
    [InlineData("ada@example.com is known already", "bo.b+x@mail.example.com is known already")]
    [InlineData("line 6: map.price: at 1: add() takes number", "line 12: map.price: at 33: add() takes number")]
    [InlineData("It can't be 5.00, since 2026-01-31T10:00:00Z.", "It can't be 1,250.75, since 2026-02-01T11:30:00.123Z.")]
    [InlineData("See https://shop.example.com/orders/7 for more", "See https://shop.example.com/orders/99 for more")]
    [InlineData("no \"O'Neill\" there", "no \"Smith\" there")]
    public void What_differs_from_record_to_record_makes_no_other_fingerprint(string one, string other) =>
        Fingerprint.Of("flow", "validation", one).ShouldBe(Fingerprint.Of("flow", "validation", other), Fingerprint.Plain(one));

    [Theory]
    [InlineData("flow", "validation", "The customer has no phone.")]
    [InlineData("other", "validation", "The customer has no e-mail.")]
    [InlineData("flow", "mapping", "The customer has no e-mail.")]
    [InlineData("flow", "validation", "line 6: map.cost: at 1")]
    public void What_died_of_something_else_has_another_one(string flow, string cause, string message) =>
        Fingerprint.Of(flow, cause, message).ShouldNotBe(
            Fingerprint.Of("flow", "validation", "The customer has no e-mail."), StringComparer.Ordinal);

    /// <summary>It is kept in tables: another one for the same message would tear groups apart.</summary>
    [Fact]
    public void It_stays_the_same_for_ever() =>
        Fingerprint.Of("welcome-package", "target-refused", "The customer 17 is unknown.").ShouldBe("41e690430e517ff8");

    [Theory]
    [InlineData("", "")]
    [InlineData("'", "'")]
    [InlineData("it can't, and won't", "it can't, and won't")]
    [InlineData("an 'open quote", "an 'open quote")]
    [InlineData("a\tb\nc", "a b c")]
    [InlineData("x1 y.", "# y.")]
    public void Letters_that_look_like_quotes_hide_nothing(string message, string plain) => Fingerprint.Plain(message).ShouldBe(plain);
}
