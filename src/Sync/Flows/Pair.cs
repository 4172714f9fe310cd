using System.Text.Json.Nodes;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>What a flow keeps in step both ways: the part of its file that begins with <c>between</c>, read and checked.</summary>
internal sealed record Pair
{
    public required PairSide Left { get; init; }

    public required PairSide Right { get; init; }

    /// <summary>What both sides have in common.</summary>
    public required IReadOnlyList<PairField> Fields { get; init; }

    /// <summary>By what a partner is known; null when none is looked for.</summary>
    public required MatchRules? Match { get; init; }

    /// <summary>The fields of which each tells by itself which record is the partner.</summary>
    public IEnumerable<string> Identifying => Match?.Rules.Where(rule => rule.Kind is not MatchKind.Name && rule.Weight >= Match.Link)
        .Select(static rule => rule.Field) ?? [];

    /// <summary>
    /// Whether a record that comes back under its id, or was changed on the other side of one that is gone, is made again.
    /// </summary>
    public required bool Resurrects { get; init; }

    /// <summary>How long one call to a system may take.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public IReadOnlyList<PairSide> Sides => [Left, Right];

    public PairSide this[Side side] => side is Side.Left ? Left : Right;

    /// <summary>Which side a delivery is about, and which record of it; null when neither is.</summary>
    public (Side Side, string Id)? Find(string subject) => Sides
        .Where(side => subject.StartsWith(side.SubjectPrefix, StringComparison.Ordinal) && subject.Length > side.SubjectPrefix.Length)
        .Select(side => ((Side, string)?)(side.Side, subject[side.SubjectPrefix.Length..])).FirstOrDefault();
}

/// <summary>One of the two kinds of records that a flow keeps in step.</summary>
internal sealed record PairSide
{
    public required Side Side { get; init; }

    public required string System { get; init; }

    public required string Kind { get; init; }

    /// <summary>Whether it is an outside system.</summary>
    public required bool IsOutside { get; init; }

    /// <summary>How it is asked for changes; null when it is not.</summary>
    public PollSettings? Poll { get; init; }

    /// <summary>
    /// How it tells of changes by calls; null when it does not. Where it is not asked either, its events trigger the flow.
    /// </summary>
    public HookSettings? Webhook { get; init; }

    /// <summary>Which of its records are linked, and made on the other side; null for all. What is linked stays so.</summary>
    public ExpressionFilter? Filter { get; init; }

    /// <summary>What a record that is made here gets besides the fields of the flow, by the names of the system.</summary>
    public required JsonObject Set { get; init; }

    /// <summary>Whether records without a partner are made here.</summary>
    public required bool IsCreated { get; init; }

    /// <summary>What happens to the record on the other side when one of this side is deleted.</summary>
    public required DeletePolicy OnDelete { get; init; }

    /// <summary>What a record of this side is given, by the names of the system, when its partner was deleted and it is archived.</summary>
    public required JsonObject Archive { get; init; }

    /// <summary>What its records are called by before their ids.</summary>
    public string SubjectPrefix => Subjects.PrefixOf(System, Kind, IsOutside);

    /// <summary>Whose ids those of its records are, as with flows.</summary>
    public string IdSpace => Subjects.IdSpaceOf(System, IsOutside);

    /// <summary>The word for it in files, tables and answers.</summary>
    public string Word => WordOf(Side);

    public static string WordOf(Side side) => side is Side.Left ? "left" : "right";
}

/// <summary>What becomes of a record whose partner was deleted.</summary>
internal enum DeletePolicy
{
    /// <summary>It stays, and nothing is made in the place of its partner.</summary>
    Keep,

    /// <summary>It is deleted too, unless it was changed meanwhile.</summary>
    Propagate,

    /// <summary>It is given fields that say so.</summary>
    Archive,
}

/// <summary>A field that both sides have.</summary>
/// <param name="Rule">How it is kept in step; has its name.</param>
/// <param name="Left">Where the left side has it.</param>
/// <param name="Right">Where the right side has it.</param>
internal sealed record PairField(MergeRule Rule, SideField Left, SideField Right)
{
    public string Name => Rule.Field;

    public SideField this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>Where a side has a field.</summary>
/// <param name="Read">What makes the field of a record.</param>
/// <param name="Path">The members that lead to it; null when it is read by an expression that is no plain path.</param>
/// <param name="Write">
/// The fields of the system, each made of the fields of the flow; null where the path says what is written, or nothing is.
/// </param>
internal sealed record SideField(MappedField Read, IReadOnlyList<string>? Path, IReadOnlyList<MappedField>? Write)
{
    /// <summary>Whether the side can be given the field.</summary>
    public bool CanBeWritten => Path is not null || Write is not null;
}
