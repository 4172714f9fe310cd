using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>
/// What becomes of a record that two systems hold, field by field. Each side is compared with the base, which is what the two last agreed
/// on:
/// <list type="number">
/// <item>both sides say the same: nothing is written;</item>
/// <item>one side changed: the other one takes it;</item>
/// <item>both changed, to different values: the members of an object and the elements of a keyed list are looked at one by one;</item>
/// <item>what is left is decided by the field's owner, else by the newer change, else by nobody: it is a conflict, and both sides and the
/// base stay as they are there until a person decides.</item>
/// </list>
/// A pure function: the same input gives the same result, whichever system is called left.
/// </summary>
internal static class Merge
{
    /// <summary>Merges one record.</summary>
    /// <param name="record">What both sides and the base say; all of it in the fields of the flow, not in those of the systems.</param>
    /// <param name="rules">One for each field. A field without a rule is left alone.</param>
    public static MergeResult Of(MergedRecord record, IReadOnlyList<MergeRule> rules)
    {
        var conflicts = new List<FieldConflict>();
        var result = new MergeResult([], [], new AgreedRecord([], []), conflicts);
        foreach (var rule in rules)
        {
            var field = rule.Field;
            var value = new MergeValue(record.Left[field], record.Right[field], record.Base?.Left[field], record.Base?.Right[field]);
            var merged = new FieldMerge(record, rule, conflicts).Of(field, value);
            WriteIfOther(result.ToLeft, value.Left, merged.Left, rule);
            WriteIfOther(result.ToRight, value.Right, merged.Right, rule);
            result.Agreed.Left[field] = merged.LeftBase?.DeepClone();
            result.Agreed.Right[field] = merged.RightBase?.DeepClone();
        }

        return result;
    }

    private static void WriteIfOther(JsonObject fields, JsonNode? now, JsonNode? then, MergeRule rule)
    {
        if (!rule.AreSame(now, then))
        {
            fields[rule.Field] = then?.DeepClone();
        }
    }
}
