using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Sync.Merging;

namespace Lockstep.Tests.Sync.Merging;

/// <summary>What must hold of every merge; <c>./test --long</c> tries fifty times as many.</summary>
public sealed class MergePropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(
        Environment.GetEnvironmentVariable("LOCKSTEP_TEST_LONG") is "1" ? 100_000 : 2_000);

    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Few values, so that sides often agree, and agree with the base.</summary>
    private static readonly Gen<JsonNode?> Scalar = Gen.Elements<Func<JsonNode?>>(
        () => null, () => "", () => "Acme", () => "Acme ", () => "acme", () => 1, () => 1.004m, () => 2).Select(static make => make());

    private static readonly Gen<JsonNode?> Address =
        from line in Scalar from city in Scalar select (JsonNode?)new JsonObject { ["line"] = line, ["city"] = city };

    private static readonly Gen<JsonNode?> Lines =
        from shuffled in Gen.Shuffle(new[] { "A", "B", "C" })
        from count in Gen.Choose(0, 3)
        from amounts in Gen.Choose(1, 2).ArrayOf(3)
        from end in Gen.Elements("", " ")
        select (JsonNode?)new JsonArray(
            [.. shuffled.Take(count).Select((sku, index) => new JsonObject { ["sku"] = sku + end, ["n"] = amounts[index] })]);

    private static readonly Gen<JsonObject> Fields =
        from name in Scalar from city in Scalar from address in Gen.OneOf(Address, Scalar) from lines in Lines
        select new JsonObject { ["name"] = name, ["city"] = city, ["address"] = address, ["lines"] = lines };

    private static readonly Gen<MergeRule[]> Rules =
        from owner in Gen.Elements<Side?>(null, Side.Left, Side.Right)
        from source in Gen.Elements<Side?>(null, null, Side.Left, Side.Right)
        from newest in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(2))
        from likeness in Gen.Elements(new Likeness(), new Likeness { Trims = true, FoldsCase = true, Places = 2 })
        select new MergeRule[]
        {
            new("name") { Owner = owner, Likeness = likeness }, new("city") { From = source, Likeness = likeness },
            new("address") { NewestWithin = newest, Likeness = likeness }, new("lines") { Key = "sku", Owner = owner, Likeness = likeness },
        };

    private static readonly Gen<(MergedRecord Record, MergeRule[] Rules)> Case =
        from rules in Rules from leftBase in Fields from rightBase in Gen.OneOf(Fields, Gen.Constant(leftBase))
        from left in Gen.OneOf(Fields, Gen.Constant(leftBase)) from right in Gen.OneOf(Fields, Gen.Constant(rightBase))
        from known in Gen.Choose(0, 3) from leftAt in Gen.Choose(0, 8) from rightAt in Gen.Choose(0, 8)
        select (new MergedRecord(known == 0 ? null : new AgreedRecord(leftBase, rightBase), left, right)
        {
            LeftAt = leftAt == 0 ? null : Noon.AddSeconds(leftAt), RightAt = rightAt == 0 ? null : Noon.AddSeconds(rightAt),
        }, rules);

    [Fact]
    public void Which_system_is_called_left_makes_no_difference() => Hold((record, rules) =>
    {
        var result = Merge.Of(record, rules);
        var mirrored = Merge.Of(Mirror(record), [.. rules.Select(Mirror)]);
        ShouldBeSame(rules, result.ToLeft, mirrored.ToRight);
        ShouldBeSame(rules, result.ToRight, mirrored.ToLeft);
        ShouldBeSame(rules, result.Agreed.Left, mirrored.Agreed.Right);
        ShouldBeSame(rules, result.Agreed.Right, mirrored.Agreed.Left);
        mirrored.Conflicts.Select(static conflict => conflict.Path)
            .ShouldBe(result.Conflicts.Select(static conflict => conflict.Path), ignoreOrder: true);
    });

    [Fact]
    public void What_was_merged_once_needs_no_second_merge() => Hold((record, rules) =>
    {
        var first = Merge.Of(record, rules);
        var again = Merge.Of(After(record, first), rules);
        again.ToLeft.ShouldBeEmpty();
        again.ToRight.ShouldBeEmpty();
        again.Conflicts.Select(static conflict => conflict.Path)
            .ShouldBe(first.Conflicts.Select(static conflict => conflict.Path), "a conflict stays until it is decided");
    });

    [Fact]
    public void After_the_writes_both_sides_agree_but_where_there_is_a_conflict() => Hold((record, rules) =>
    {
        var result = Merge.Of(record, rules);
        var after = After(record, result);
        foreach (var rule in rules.Where(
            rule => !result.Conflicts.Any(conflict => conflict.Path.StartsWith(rule.Field, StringComparison.Ordinal))))
        {
            // Where they differed when they agreed, for a target keeps its own version of a value, they may go on to.
            var mayDiffer = rule.From is null && record.Base is { } known && !rule.AreSame(known.Left[rule.Field], known.Right[rule.Field]);
            (mayDiffer || rule.AreSame(after.Left[rule.Field], after.Right[rule.Field])).ShouldBeTrue(rule.Field);
            rule.AreSame(after.Left[rule.Field], result.Agreed.Left[rule.Field]).ShouldBeTrue($"the left base of {rule.Field}");
            rule.AreSame(after.Right[rule.Field], result.Agreed.Right[rule.Field]).ShouldBeTrue($"the right base of {rule.Field}");
        }
    });

    [Fact]
    public void No_edit_is_lost_that_only_one_side_made() => Hold((record, rules) =>
    {
        var after = After(record, Merge.Of(record, rules));
        foreach (var rule in rules.Where(rule => rule.From is null && record.Base is not null))
        {
            var isLeftAsItWas = rule.AreSame(record.Left[rule.Field], record.Base!.Left[rule.Field]);
            var isRightAsItWas = rule.AreSame(record.Right[rule.Field], record.Base!.Right[rule.Field]);
            if (isLeftAsItWas && !isRightAsItWas)
            {
                rule.AreSame(after.Left[rule.Field], record.Right[rule.Field]).ShouldBeTrue($"what the right side made of {rule.Field}");
            }

            if (isRightAsItWas && !isLeftAsItWas)
            {
                rule.AreSame(after.Right[rule.Field], record.Left[rule.Field]).ShouldBeTrue($"what the left side made of {rule.Field}");
            }
        }
    });

    [Fact]
    public void Where_both_sides_made_an_edit_one_of_the_two_stands_or_a_person_is_asked() => Hold((record, rules) =>
    {
        var result = Merge.Of(record, rules);
        var after = After(record, result);
        foreach (var name in new[] { "name", "city" })
        {
            var rule = rules.Single(rule => string.Equals(rule.Field, name, StringComparison.Ordinal));
            var isAsked = result.Conflicts.Any(conflict => string.Equals(conflict.Path, name, StringComparison.Ordinal));
            (isAsked || rule.AreSame(after.Left[name], record.Left[name]) || rule.AreSame(after.Left[name], record.Right[name]))
                .ShouldBeTrue(name);
            if (isAsked)
            {
                rule.AreSame(after.Left[name], record.Left[name]).ShouldBeTrue("an open conflict leaves the left side as it is");
                rule.AreSame(after.Right[name], record.Right[name]).ShouldBeTrue("an open conflict leaves the right side as it is");
            }
        }
    });

    private static void Hold(Action<MergedRecord, MergeRule[]> check) =>
        Prop.ForAll(Arb.From(Case), one => check(one.Record, one.Rules)).Check(Cases);

    private static MergedRecord After(MergedRecord record, MergeResult result) => record with
    {
        Base = result.Conflicts.Count > 0 && record.Base is null ? null : result.Agreed,
        Left = Written(record.Left, result.ToLeft),
        Right = Written(record.Right, result.ToRight),
    };

    private static JsonObject Written(JsonObject fields, JsonObject writes)
    {
        var written = Copy(fields);
        foreach (var (name, value) in writes)
        {
            written[name] = value?.DeepClone();
        }

        return written;
    }

    private static JsonObject Copy(JsonObject fields) => (JsonObject)fields.DeepClone();

    private static MergedRecord Mirror(MergedRecord record) =>
        new(record.Base is { } known ? new AgreedRecord(known.Right, known.Left) : null, record.Right, record.Left) { LeftAt =
            record.RightAt, RightAt = record.LeftAt };

    private static MergeRule Mirror(MergeRule rule) => rule with { Owner = Mirror(rule.Owner), From = Mirror(rule.From) };

    private static Side? Mirror(Side? side) => side switch { Side.Left => Side.Right, Side.Right => Side.Left, _ => null };

    private static void ShouldBeSame(MergeRule[] rules, JsonObject one, JsonObject other)
    {
        one.Select(static field => field.Key).ShouldBe(other.Select(static field => field.Key));
        foreach (var rule in rules)
        {
            rule.AreSame(one[rule.Field], other[rule.Field]).ShouldBeTrue($"{rule.Field}: {one.ToJsonString()} and {other.ToJsonString()}");
        }
    }
}
