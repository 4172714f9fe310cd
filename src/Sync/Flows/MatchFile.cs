namespace Lockstep.Sync.Flows;

/// <summary>What the file of a flow says of how partners are found: its part <c>match</c>.</summary>
internal sealed record MatchFile
{
    /// <summary>The fields alone, each of which decides; null where rules are given.</summary>
    public List<string>? Fields { get; private init; }

    public IReadOnlyList<RulePart> Rules { get; private init; } = [];

    public int? Link { get; private init; }

    public int? Ask { get; private init; }

    public string? Region { get; private init; }

    public bool? Required { get; private init; }

    /// <summary>Reads it; null when it is left out.</summary>
    /// <param name="file">The whole file.</param>
    public static MatchFile? Read(FlowNode file) =>
        file.PartOrTexts("match", ReadPart, static fields => new MatchFile { Fields = fields });

    private static MatchFile ReadPart(FlowNode match) => new()
    {
        Rules = match.Part("rules", static rules => new RulesPart(
            [.. rules.Members.Keys.Select(name => rules.Part(name, rule => ReadRule(name, rule))).OfType<RulePart>()]))?.All ?? [],
        Link = match.Whole("link"),
        Ask = match.Whole("ask"),
        Region = match.Text("region"),
        Required = match.Flag("required"),
    };

    private static RulePart ReadRule(string field, FlowNode rule) =>
        new(field, rule.Place, rule.Text("as"), rule.Whole("weight"), rule.Number("atLeast"));

    private sealed record RulesPart(IReadOnlyList<RulePart> All);

    /// <param name="Field">The field.</param>
    /// <param name="Place">Where it stands, for a person.</param>
    /// <param name="As">How values are compared.</param>
    /// <param name="Weight">The points.</param>
    /// <param name="AtLeast">How alike names must be.</param>
    internal sealed record RulePart(string Field, string Place, string? As, int? Weight, double? AtLeast);
}
