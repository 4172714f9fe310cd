using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>What expressions do beyond the official suite: exact values, faults with their place, and limits.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("a", """{"a":1.10}""", "1.10")]
    [InlineData("a", """{"a":12345678901234567890123456789012345.5}""", "12345678901234567890123456789012345.5")]
    [InlineData("a", """{"a":"2026-01-31T00:00:00.000+02:00"}""", "\"2026-01-31T00:00:00.000+02:00\"")]
    [InlineData("add(a, b)", """{"a":0.1,"b":0.2}""", "0.3")]
    [InlineData("sum([a, b])", """{"a":9007199254740993,"b":1}""", "9007199254740994")]
    [InlineData("a == b", """{"a":1.0,"b":1}""", "true")]
    [InlineData("a == b", """{"a":1e400,"b":1e400}""", "true")]
    [InlineData("a == `{\"y\": [1, 2], \"x\": null}`", """{"a":{"x":null,"y":[1.0,2]}}""", "true")]
    [InlineData("to_string(a)", """{"a":{"b": [1.50, "x"]}}""", "\"{\\\"b\\\":[1.50,\\\"x\\\"]}\"")]
    [InlineData("sort(a)", """{"a":["𝌆","Ｚ","a","Z"]}""", """["Z","a","Ｚ","\uD834\uDF06"]""")]
    [InlineData("reverse(a)", """{"a":"a𝌆b"}""", """
        "b\uD834\uDF06a"
        """)]
    [InlineData("date_zone(a, 'UTC')", """{"a":"2026-01-31T09:30:00.123456789Z"}""", "\"2026-01-31T09:30:00.1234567Z\"")]
    [InlineData("{\"Größe\": a.\"x-y\"}", """{"a":{"x-y":5}}""", """{"Größe":5}""")]
    public void Values_stay_as_exact_as_they_are(string expression, string json, string expected) =>
        Evaluated.Of(expression, json).ShouldBe(expected);

    [Theory]
    [InlineData("id.", "at 4: the expression ends too early")]
    [InlineData("a.b)", "at 4: ) is not expected here")]
    [InlineData("a = b", "at 3: a single = means nothing; == compares")]
    [InlineData("a[?b == 'x]", "at 9: the ' has no second one")]
    [InlineData("`x`", "at 1: `x` is no JSON; a text is written 'like this'")]
    [InlineData("a || uper(b)", "at 6: there is no function uper; did you mean upper?")]
    [InlineData("a || trim()", "at 6: trim() takes 1 to 2 arguments, not 0")]
    [InlineData("sort_by(a, b)", "at 12: sort_by() takes expression like &name as argument 2")]
    [InlineData("&a", "at 1: an & stands only before an argument of a function")]
    [InlineData("lookup('contries', a)", "at 8: there is no table contries; did you mean countries?")]
    [InlineData("[a, abs(a)]", "at 5: abs() takes number as argument 1, and was given string", """{"a":"x"}""")]
    [InlineData("divide(`1`, `0`)", "at 1: divide() would divide by zero")]
    [InlineData("multiply(a, a)", "at 1: multiply() comes to a number too large to calculate with", """{"a":12345678901234567890}""")]
    [InlineData("date_parse('31.01.', 'dd.MM.')", "at 1: the format dd.MM. must have a year, a month and a day, such as dd.MM.yyyy")]
    [InlineData("date_parse('Mo 2026-01', 'ddd yyyy-MM')",
        "at 1: the format ddd yyyy-MM must have a year, a month and a day, such as dd.MM.yyyy")]
    [InlineData("a[99999999999]", "at 3: 99999999999 is too large for an index")]
    public void What_is_wrong_is_said_with_its_place(string expression, string fault, string json = "null") =>
        Evaluated.Of(expression, json).ShouldBe($"error {fault}");

    public static TheoryData<string, string> TooMuch { get; } = new()
    {
        { new string('a', 101), "at 0: the expression has 101 characters, more than 100 (Mapping__ExpressionMax)" },
        { new string('(', 17) + "a" + new string(')', 17), "at 17: this is nested more than 16 levels deep (Mapping__DepthMax)" },
        { string.Join(" || ", Enumerable.Repeat('a', 17)), "at 78: this is nested more than 16 levels deep (Mapping__DepthMax)" },
        { "a[*].to_array(a[0])", "this takes more than 1000 steps for one record (Mapping__StepsMax)" },
        { "length(replace(b, 'x', c))", "at 8: this takes more than" },
        { "trim(b, c)", "this takes more than 1000 steps for one record (Mapping__StepsMax)" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Too_much_of_anything_is_a_fault_that_names_the_limit(string expression, string fault)
    {
        var limits = new MappingOptions { ExpressionMax = 100, DepthMax = 16, StepsMax = 1_000, ResultMax = 10_000 };
        var (list, text) = (string.Join(',', Enumerable.Repeat("[1]", 400)), new string('x', 9_000));
        var json = $$"""{ "a": [{{list}}], "b": "{{text}}", "c": "{{text}}" }""";
        Evaluated.Of(expression, json, limits).ShouldContain(fault.Replace("at 0: ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_chain_of_names_ends_at_no_limit_of_the_stack() => Evaluated.Of(
        $"merge(@, @) | a{string.Concat(Enumerable.Repeat(".a", 49_000))}", "{}", new MappingOptions { ExpressionMax = 100_000 })
        .ShouldBe("null");

    [Fact]
    public void A_short_expression_that_doubles_what_it_has_made_over_and_over_ends_at_a_limit() =>
        Evaluated.Of(string.Join(" | ", Enumerable.Repeat("[@, @]", 60)), "1").ShouldContain("(Mapping__StepsMax)");
}
