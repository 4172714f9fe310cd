using System.Text.Json.Nodes;
using Lockstep.Sync.Matching;

namespace Lockstep.Tests.Sync.Matching;

/// <summary>When two records are taken for one.</summary>
public sealed class MatchTests
{
    private static readonly MatchRules Rules = new(
        [new("email", MatchKind.Email, 10), new("phone", MatchKind.Phone, 6), new("name", MatchKind.Name, 5)], Link: 10, Ask: 4)
    {
        Region = "GB",
    };

    [Theory]
    [InlineData(nameof(MatchKind.Email), "Ada@Example.COM", "ada@example.com")]
    [InlineData(nameof(MatchKind.Email), "ada@bücher.example", "ADA@xn--bcher-kva.example")]
    [InlineData(nameof(MatchKind.Sku), " tea-100", "TEA-100")]
    [InlineData(nameof(MatchKind.Phone), "020 7946 0018", "+44 (0)20 7946-0018")]
    [InlineData(nameof(MatchKind.Phone), "0044 20 7946 0018", "+442079460018")]
    [InlineData(nameof(MatchKind.Name), "Lovelace, Ada", "ADA  lovelace")]
    [InlineData(nameof(MatchKind.Name), "Zoë Müller", "muller zoe")]
    [InlineData(nameof(MatchKind.Exact), "A 1", " A 1 ")]
    public void Spellings_of_one_value_have_one_form(string kind, string one, string other) =>
        FormOf(kind, one).ShouldNotBeNull().ShouldBe(FormOf(kind, other));

    [Theory]
    [InlineData(nameof(MatchKind.Email), "ada+shop@example.com", "ada@example.com")]
    [InlineData(nameof(MatchKind.Sku), "TEA-100", "TEA100")]
    [InlineData(nameof(MatchKind.Phone), "020 7946 0018", "020 7946 0019")]
    [InlineData(nameof(MatchKind.Phone), "+44 20 7946 0018 ext 3", "+44 20 7946 0018")]
    [InlineData(nameof(MatchKind.Exact), "a", "A")]
    public void Two_values_have_two_forms(string kind, string one, string other) =>
        string.Equals(FormOf(kind, one), FormOf(kind, other), StringComparison.Ordinal).ShouldBeFalse();

    [Theory]
    [InlineData(nameof(MatchKind.Email), "nobody at home")]
    [InlineData(nameof(MatchKind.Phone), "by appointment")]
    [InlineData(nameof(MatchKind.Phone), "1")]
    [InlineData(nameof(MatchKind.Name), " - ")]
    [InlineData(nameof(MatchKind.Exact), "")]
    public void What_is_none_of_the_kind_says_nothing(string kind, string text) => FormOf(kind, text).ShouldBeNull();

    [Fact]
    public void Points_of_all_rules_whose_values_are_alike_add_up()
    {
        var score = Score(
            """{ "phone": "020 7946 0018", "name": "Ada Lovelace" }""", """{ "phone": "+442079460018", "name": "Lovelace Ada" }""");
        (score.Points, score.Why).ShouldBe((11, "phone, name"));
        Score("""{ "email": "a@b.example" }""", """{ "email": null, "name": "Ada" }""").Points
            .ShouldBe(0, "what one does not say is no likeness");
    }

    [Fact]
    public void A_name_with_a_slip_gets_so_much_of_the_points_as_it_is_alike()
    {
        var score = Score("""{ "name": "Augusta Ada Lovelace" }""", """{ "name": "Ada Augusta Lovelase" }""");
        score.Points.ShouldBeInRange(4, 4.99);
        Score("""{ "name": "Ada Lovelace" }""", """{ "name": "Alan Turing" }""").Points.ShouldBe(0);
    }

    [Fact]
    public void Likeness_is_the_same_from_both_sides_and_whole_only_for_the_same_words()
    {
        var names = new[] { "ada lovelace", "ada lovelase", "lovelace", "alan turing", "иван иванов" };
        foreach (var (one, other) in names.SelectMany(one => names.Select(other => (one, other))))
        {
            var likeness = NameLikeness.Of(one, other);
            likeness.ShouldBe(NameLikeness.Of(other, one));
            (likeness >= 1).ShouldBe(string.Equals(one, other, StringComparison.Ordinal), $"{one} and {other}");
        }
    }

    [Fact]
    public void Records_that_may_be_one_share_a_number()
    {
        var keys = KeysOf("""{ "name": "Ada Lovelace", "phone": "020 7946 0018" }""");
        keys.Overlaps(KeysOf("""{ "name": "Lovelase Ada" }""")).ShouldBeTrue("by a word");
        keys.Overlaps(KeysOf("""{ "phone": "+442079460018" }""")).ShouldBeTrue("by the telephone");
        keys.Overlaps(KeysOf("""{ "email": "ada@example.com", "name": "Alan Turing" }""")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", nameof(MatchVerdict.Create), null)]
    [InlineData("a:10", nameof(MatchVerdict.Link), "a")]
    [InlineData("a:11 b:5", nameof(MatchVerdict.Link), "a")]
    [InlineData("a:10 b:10", nameof(MatchVerdict.Ask), null)]
    [InlineData("a:5", nameof(MatchVerdict.Ask), null)]
    [InlineData("a:3", nameof(MatchVerdict.Create), null)]
    [InlineData("a:10!", nameof(MatchVerdict.Ask), null)]
    [InlineData("a:5!", nameof(MatchVerdict.Create), null)]
    [InlineData("a:10! b:10", nameof(MatchVerdict.Ask), null)]
    public void A_partner_is_linked_only_when_it_is_the_only_one_and_free(string candidates, string verdict, string? id)
    {
        var decision = MatchDecision.Of(Rules, candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text =>
            new MatchCandidate(
                text[..1], new MatchScore(double.Parse(text[2..].TrimEnd('!'), System.Globalization.CultureInfo.InvariantCulture), "email"),
                IsTaken: text.EndsWith('!'))));
        (decision.Verdict.ToString(), decision.Id).ShouldBe((verdict, id));
        decision.Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_system_that_compares_to_the_letter_is_asked_by_the_spelling_and_by_its_form()
    {
        var asked = new List<string>();
        var (decision, failure) = await Matcher.DecideAsync(
            Rules, Fields("""{ "email": "Ada@Example.com", "phone": "020 7946 0018", "name": "Ada" }"""), [],
            (field, value, _) =>
            {
                asked.Add($"{field} {value}");
                return Task.FromResult<(IReadOnlyList<MatchFound>, Lockstep.Connectors.Sdk.ApplyResult?)?>(field is "name" ? null
                    : value is "ada@example.com" ? ([new MatchFound("7", Fields("""{ "email": "ada@example.com" }"""), false)], null)
                    : ([], null));
            },
            TestContext.Current.CancellationToken);
        failure.ShouldBeNull();
        decision!.Id.ShouldBe("7");
        asked.ShouldBe(["email Ada@Example.com", "email ada@example.com", "phone 020 7946 0018", "phone +442079460018", "name Ada"]);
    }

    private static string? FormOf(string kind, string text) => MatchForm.Of(Enum.Parse<MatchKind>(kind), JsonValue.Create(text), "GB");

    private static MatchScore Score(string one, string other) => Rules.Score(Rules.FormsOf(Fields(one)), Rules.FormsOf(Fields(other)));

    private static HashSet<long> KeysOf(string fields) => [.. Rules.KeysOf(Rules.FormsOf(Fields(fields))).Select(static key => key.Number)];

    private static JsonObject Fields(string json) => JsonNode.Parse(json)!.AsObject();
}
