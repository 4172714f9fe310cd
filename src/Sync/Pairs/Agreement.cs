using System.Text.Json.Nodes;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>What a side is agreed to say once it was written to.</summary>
/// <param name="Base">The fields.</param>
/// <param name="Disputed">
/// What was sent of the fields that show something else by now although the write is known to have landed, and another one behind it: that
/// is an edit of the side, and the next look takes it for one. Null when there are none.
/// </param>
/// <param name="IsDoubtful">Whether both sides are to be looked at once more.</param>
internal sealed record Agreement(JsonObject Base, JsonObject? Disputed, bool IsDoubtful)
{
    /// <summary>
    /// What a side shows after the write of what was sent, and what it said before of all else. Where that shows something else by now,
    /// somebody has changed it in between, or it follows from the write: it is looked at once more. Where there is a conflict, the base
    /// stays.
    /// </summary>
    /// <param name="link">
    /// The link as it was before: a field of which an earlier write was not settled is not disputed again, for that could go on for ever
    /// between two systems that rewrite, behind each write, what they were given.
    /// </param>
    /// <param name="rules">The rules of the fields.</param>
    /// <param name="open">The fields with a conflict.</param>
    /// <param name="side">The record before, the write, and what was sent.</param>
    /// <param name="kept">The base where there is a conflict.</param>
    public static Agreement Of(
        PairLink link, IReadOnlyList<MergeRule> rules, IReadOnlySet<string> open,
        (SideRecord Before, SideWrite Write, JsonObject Sent) side, JsonObject kept)
    {
        var (agreed, disputed, isDoubtful) = (new JsonObject(), new JsonObject(), side.Write.IsDoubtful);
        var after = side.Write.After!.Fields;
        foreach (var rule in rules)
        {
            var (field, isSent) = (rule.Field, side.Sent.ContainsKey(rule.Field));
            if (!open.Contains(field) && !IsInDoubt(link, field) && IsEdited(rule, side.Write, side.Sent))
            {
                // What was sent is the base: so the next look sees the edit as a change of this side.
                disputed[field] = side.Sent[field]?.DeepClone();
                agreed[field] = side.Sent[field]?.DeepClone();
                continue;
            }

            agreed[field] = (open.Contains(field) ? kept : isSent ? after : side.Before.Fields)[field]?.DeepClone();
            isDoubtful |= !isSent && !rule.AreSame(side.Before.Fields[field], after[field]);
        }

        return new Agreement(agreed, disputed.Count > 0 ? disputed : null, isDoubtful);
    }

    /// <summary>
    /// Whether a field shows something else than was sent, and not because of how its system keeps what it is given: a version behind that
    /// of the write proves that somebody wrote after us.
    /// </summary>
    public static bool IsEdited(MergeRule rule, SideWrite write, JsonObject sent) =>
        write is { IsDoubtful: true, After: { } after } && sent.ContainsKey(rule.Field)
        && !rule.AreSame(sent[rule.Field], after.Fields[rule.Field]);

    private static bool IsInDoubt(PairLink link, string field) =>
        link.LeftSent?.ContainsKey(field) is true || link.RightSent?.ContainsKey(field) is true;
}
