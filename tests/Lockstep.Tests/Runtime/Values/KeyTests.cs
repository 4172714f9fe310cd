using Lockstep.Contracts;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Tests.Runtime.Values;

public sealed class KeyTests
{
    [Theory]
    [InlineData("0017", "0017")]
    [InlineData(" 0017 ", "0017")]
    [InlineData("0017\u00a0", "0017")]
    [InlineData("00\u200b17", "0017")]
    [InlineData("\ufeff\ufeff0017", "0017")]
    [InlineData("\u202e0017\u202c", "0017")]
    [InlineData("00\u00ad17\ufe0f", "0017")]
    [InlineData("Cafe\u0301", "Cafe\u0301")]
    [InlineData("a b", "a b")]
    [InlineData("a\u0001b", "a\u0001b")]
    public void What_nobody_sees_makes_no_other_key(string given, string kept)
    {
        Keys.Clean(given).ShouldBe(kept);
        Keys.Fold(given).ShouldBe(TextRules.Fold(kept));
    }

    [Theory]
    [InlineData("info@b\u00fccher.example", "info@xn--bcher-kva.example")]
    [InlineData("INFO@B\u00dcCHER.example", "info@xn--bcher-kva.example")]
    [InlineData("info@XN--BCHER-KVA.example", "info@xn--bcher-kva.example")]
    [InlineData("\u200bInfo@Example.com ", "info@example.com")]
    public void One_mailbox_has_one_key(string given, string key) => Email.Key(given).ShouldBe(key);

    [Theory]
    [InlineData("name@example.com", true)]
    [InlineData("o'brien+tag@example.co.uk", true)]
    [InlineData("\u0438\u0432\u0430\u043d@\u043f\u043e\u0447\u0442\u0430.example", true)]
    [InlineData("root@localhost", true)]
    [InlineData("mailto:link@example.com", false)]
    [InlineData("<angle@example.com>", false)]
    [InlineData("Ada <ada@example.com>", false)]
    [InlineData("a@b..c", false)]
    [InlineData("a@-b.c", false)]
    [InlineData("a@b.c.", false)]
    [InlineData("a@b_c.d", false)]
    [InlineData("a@b@c", false)]
    public void What_can_be_no_address_is_none(string text, bool isOne) => Email.IsValid(text).ShouldBe(isOne);

    [Theory]
    [InlineData("\u200b", true)]
    [InlineData(" \ufeff ", true)]
    [InlineData("\u3164", true)]
    [InlineData("x", false)]
    public void A_text_with_nothing_to_see_is_blank(string text, bool isBlank) => Letters.IsBlank(text).ShouldBe(isBlank);

    [Theory]
    [InlineData("emial", "email")]
    [InlineData("e-mail", "email")]
    [InlineData("EMail_Address", "email")]
    [InlineData("adress", "address")]
    [InlineData("price", "unitPrice")]
    [InlineData("flwo", "flow")]
    [InlineData("zzz", null)]
    public void A_name_that_is_misspelt_has_a_nearest_one(string name, string? nearest) =>
        Nearest.Of(name, ["email", "address", "unitPrice", "flow", "status"]).ShouldBe(nearest);
}
