using System.Text.Json.Nodes;
using Lockstep.Sync.Merging;

namespace Lockstep.Tests.Sync.Merging;

public sealed class MergeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1", "1", "1", null, null, "1")]
    [InlineData("1", "2", "1", null, "2", "2")]
    [InlineData("1", "1", "2", "2", null, "2")]
    [InlineData("1", "2", "2", null, null, "2")]
    [InlineData("1", "null", "1", null, "null", "null")]
    [InlineData("1", "1", "null", "null", null, "null")]
    [InlineData("null", "null", "2", "2", null, "2")]
    [InlineData(null, "1", "null", null, "1", "1")]
    [InlineData(null, "1", "1", null, null, "1")]
    [InlineData("5000.00", "5000", "5e3", null, null, "5000")]
    public void A_change_of_one_side_goes_to_the_other(
        string? agreed, string left, string right, string? toLeft, string? toRight, string then)
    {
        var result = Merge.Of(Record(agreed, left, right), [new MergeRule("x")]);
        Said(result.ToLeft).ShouldBe(toLeft);
        Said(result.ToRight).ShouldBe(toRight);
        Said(result.Agreed.Left).ShouldBe(then);
        result.Conflicts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)]
    public void Where_both_changed_and_no_rule_decides_a_person_does_and_nothing_is_written(string? agreed)
    {
        var result = Merge.Of(Record(agreed, "2", "3"), [new MergeRule("x")]);
        result.ToLeft.ShouldBeEmpty();
        result.ToRight.ShouldBeEmpty();
        Said(result.Agreed.Right).ShouldBe(agreed ?? "null", "what they agree on is what they agreed on");
        var conflict = result.Conflicts.ShouldHaveSingleItem();
        (conflict.Path, (int?)conflict.Left, (int?)conflict.Right).ShouldBe(("x", 2, 3));
    }

    [Fact]
    public void A_target_that_keeps_its_own_version_of_a_value_is_not_written_to_again_and_again()
    {
        var agreed = new AgreedRecord(Fields("\"Acme Ltd\""), Fields("\"ACME LTD\""));
        var quiet = Merge.Of(new MergedRecord(agreed, Fields("\"Acme Ltd\""), Fields("\"ACME LTD\"")), [new MergeRule("x")]);
        (quiet.ToLeft.Count, quiet.ToRight.Count, quiet.Conflicts.Count).ShouldBe((0, 0, 0));
        Said(quiet.Agreed.Right).ShouldBe("\"ACME LTD\"");
        var renamed = Merge.Of(new MergedRecord(agreed, Fields("\"Acme Inc\""), Fields("\"ACME LTD\"")), [new MergeRule("x")]);
        (Said(renamed.ToLeft), Said(renamed.ToRight)).ShouldBe((null, "\"Acme Inc\""));
    }

    [Theory]
    [InlineData("1", "3", null, "1")]
    [InlineData("2", "1", "1", null)]
    [InlineData("1", "1", null, null)]
    public void A_value_that_a_person_decided_on_counts_also_where_one_side_has_it_already(
        string left, string right, string? toLeft, string? toRight)
    {
        var decided = new Dictionary<string, Decision>(StringComparer.Ordinal) { ["x"] = new Decision(null, 1) };
        var result = Merge.Of(Record("1", left, right) with { Decisions = decided }, [new MergeRule("x")]);
        (Said(result.ToLeft), Said(result.ToRight), result.Conflicts.Count).ShouldBe((toLeft, toRight, 0));
    }

    [Fact]
    public void The_owner_of_a_field_wins_where_both_changed_it_and_only_there()
    {
        var rule = new MergeRule("x") { Owner = Side.Right };
        Said(Merge.Of(Record("1", "2", "3"), [rule]).ToLeft).ShouldBe("3");
        Said(Merge.Of(Record("1", "2", "1"), [rule]).ToRight).ShouldBe("2", "the other side's change is not lost");
    }

    [Fact]
    public void A_field_that_comes_from_one_side_is_put_right_on_the_other()
    {
        var rule = new MergeRule("x") { From = Side.Left };
        Said(Merge.Of(Record("1", "1", "9"), [rule]).ToRight).ShouldBe("1");
        Said(Merge.Of(Record("1", "2", "9"), [rule]).ToRight).ShouldBe("2");
    }

    [Theory]
    [InlineData(3, "2")]
    [InlineData(-3, "3")]
    [InlineData(1, null)]
    [InlineData(-1, null)]
    public void The_newer_change_wins_when_the_clocks_can_tell_which_that_is(int leftAheadSeconds, string? then)
    {
        var record = Record("1", "2", "3") with { LeftAt = Noon.AddSeconds(leftAheadSeconds), RightAt = Noon };
        var result = Merge.Of(record, [new MergeRule("x") { NewestWithin = TimeSpan.FromSeconds(2) }]);
        (result.Conflicts.Count == 0 ? Said(result.Agreed.Left) : null).ShouldBe(then);
    }

    [Fact]
    public void A_system_that_does_not_say_when_makes_nobody_the_newer()
    {
        var record = Record("1", "2", "3") with { LeftAt = Noon };
        Merge.Of(record, [new MergeRule("x") { NewestWithin = TimeSpan.Zero }]).Conflicts.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_people_who_changed_different_parts_of_an_address_both_keep_their_change()
    {
        var result = Merge.Of(
            Record(
                """{"line":"Main St 1","city":"Graz","postalCode":"8010"}""", """{"line":"Main St 2","city":"Graz","postalCode":"8010"}""",
                """{"line":"Main St 1","city":"Wien","postalCode":"8010"}"""),
            [new MergeRule("x")]);
        Said(result.ToLeft).ShouldBe("""{"line":"Main St 2","city":"Wien","postalCode":"8010"}""");
        Said(result.ToRight).ShouldBe(Said(result.ToLeft));
        result.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_conflict_about_one_member_holds_up_no_other()
    {
        var result = Merge.Of(
            Record("""{"line":"a","city":"Graz"}""", """{"line":"b","city":"Linz"}""", """{"line":"a","city":"Wien"}"""),
            [new MergeRule("x")]);
        Said(result.ToRight).ShouldBe("""{"line":"b","city":"Wien"}""");
        result.ToLeft.ShouldBeEmpty();
        Said(result.Agreed.Left).ShouldBe("""{"line":"b","city":"Graz"}""");
        result.Conflicts.ShouldHaveSingleItem().Path.ShouldBe("x.city");
    }

    [Fact]
    public void Lines_are_merged_by_their_key_wherever_they_stand()
    {
        var result = Merge.Of(
            Record("""[{"sku":"A","n":1},{"sku":"B","n":1},{"sku":"C","n":1}]""", """[{"sku":"A","n":2},{"sku":"C","n":1}]""",
                """[{"sku":"D","n":4},{"sku":"C","n":3},{"sku":"A","n":1},{"sku":"B","n":1}]"""),
            [new MergeRule("x") { Key = "sku" }]);
        Said(result.ToRight).ShouldBe("""[{"sku":"A","n":2},{"sku":"C","n":3},{"sku":"D","n":4}]""");
        Said(result.ToLeft).ShouldBe(Said(result.ToRight));
        result.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_one_side_removed_and_the_other_changed_is_a_conflict()
    {
        var result = Merge.Of(
            Record("""[{"sku":"A","n":1}]""", "[]", """[{"sku":"A","n":2}]"""), [new MergeRule("x") { Key = "sku" }]);
        result.Conflicts.ShouldHaveSingleItem().Path.ShouldBe("""x["A"]""");
        result.ToLeft.ShouldBeEmpty();
        result.ToRight.ShouldBeEmpty();
    }

    [Fact]
    public void A_list_without_usable_keys_is_one_value()
    {
        var result = Merge.Of(
            Record("""[{"sku":"A"}]""", """[{"sku":"A"},{"sku":"A"}]""", """[{"sku":"A"},{"sku":"B"}]"""),
            [new MergeRule("x") { Key = "sku" }]);
        result.Conflicts.ShouldHaveSingleItem().Path.ShouldBe("x");
    }

    [Fact]
    public void A_list_that_had_no_usable_keys_when_they_agreed_is_one_value()
    {
        var result = Merge.Of(
            Record("""[{"sku":"A","n":1},{"sku":"A","n":2}]""", """[{"sku":"A","n":1}]""", """[{"sku":"A","n":1},{"sku":"B","n":2}]"""),
            [new MergeRule("x") { Key = "sku" }]);
        result.Conflicts.ShouldHaveSingleItem().Path.ShouldBe("x");
    }

    [Fact]
    public void An_element_is_known_by_its_key_in_the_spelling_of_either_side_and_each_keeps_its_own()
    {
        var rule = new MergeRule("x") { Key = "sku", Likeness = new Likeness { Trims = true } };
        var agreed = new AgreedRecord(
            Fields("""[{"sku":"A-1","n":1},{"sku":7,"n":1}]"""), Fields("""[{"sku":"A-1 ","n":1},{"sku":"7","n":1}]"""));
        var quiet = Merge.Of(new MergedRecord(agreed, agreed.Left, agreed.Right), [rule]);
        (quiet.ToLeft.Count, quiet.ToRight.Count, quiet.Conflicts.Count).ShouldBe((0, 0, 0));
        var result = Merge.Of(
            new MergedRecord(
                agreed, Fields("""[{"sku":"A-1","n":2},{"sku":7,"n":1}]"""), Fields("""[{"sku":"A-1 ","n":1},{"sku":"7","n":3}]""")),
            [rule]);
        Said(result.ToLeft).ShouldBe("""[{"sku":"A-1","n":2},{"sku":7,"n":3}]""");
        Said(result.ToRight).ShouldBe("""[{"sku":"A-1 ","n":2},{"sku":"7","n":3}]""");
        result.Conflicts.ShouldBeEmpty();
        var never = Merge.Of(new MergedRecord(null, agreed.Left, agreed.Right), [rule]);
        (never.ToLeft.Count, never.ToRight.Count, never.Conflicts.Count).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData("\"\"", "\"Acme\"")]
    [InlineData("\" \"", "1")]
    [InlineData("[]", "[1]")]
    [InlineData("{}", "\"Acme\"")]
    [InlineData("""{"line":" ","city":null}""", "\"Main St 1\"")]
    public void Of_two_that_never_agreed_the_one_that_knows_something_fills_the_gap_of_the_other(string gap, string known)
    {
        var rule = new MergeRule("x") { Likeness = new Likeness { Trims = true } };
        Said(Merge.Of(Record(null, gap, known), [rule with { Owner = Side.Left }]).ToLeft).ShouldBe(known);
        Said(Merge.Of(Record(null, known, gap), [rule]).ToRight).ShouldBe(known);
    }

    [Theory]
    [InlineData(" Acme ", "Acme", true, false, true)]
    [InlineData("ACME", "acme", false, true, true)]
    [InlineData("ИВАН", "иван", false, true, true)]
    [InlineData(" Acme ", "Acme", false, true, false)]
    [InlineData("ACME", "acme", true, false, false)]
    [InlineData("", null, true, false, true)]
    [InlineData("", null, false, true, false)]
    public void What_a_target_trims_or_folds_is_no_change(string one, string? other, bool trims, bool folds, bool same) =>
        new Likeness { Trims = trims, FoldsCase = folds }.AreSame(one, other is null ? null : JsonValue.Create(other)).ShouldBe(same);

    [Theory]
    [InlineData("19.999", "20.00", 2, true)]
    [InlineData("19.999", "20.00", null, false)]
    [InlineData("0.125", "0.13", 2, true)]
    [InlineData("1e400", "1e400", null, true)]
    [InlineData("true", "1", 2, false)]
    [InlineData("\"1\"", "1", 2, false)]
    public void What_a_target_rounds_is_no_change(string one, string other, int? places, bool same) =>
        new Likeness { Places = places }.AreSame(JsonNode.Parse(one), JsonNode.Parse(other)).ShouldBe(same);

    [Fact]
    public void A_field_without_a_rule_is_left_alone()
    {
        var result = Merge.Of(Record("1", "2", "1"), []);
        result.ToRight.ShouldBeEmpty();
        result.Agreed.Left.ShouldBeEmpty();
    }

    private static MergedRecord Record(string? agreed, string left, string right) =>
        new(agreed is null ? null : new AgreedRecord(Fields(agreed), Fields(agreed)), Fields(left), Fields(right));

    private static JsonObject Fields(string value) => new() { ["x"] = JsonNode.Parse(value) };

    private static string? Said(JsonObject fields) => fields.ContainsKey("x") ? fields["x"]?.ToJsonString() ?? "null" : null;
}
