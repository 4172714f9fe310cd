namespace Lockstep.Sync.Flows;

/// <summary>A flow as it stands in its YAML file; see docs/flows.md.</summary>
internal sealed record FlowFile
{
    public string? Name { get; private init; }

    public string? Description { get; private init; }

    public bool Enabled { get; private init; }

    public FromPart? From { get; private init; }

    public ToPart? To { get; private init; }

    public TriggerPart? Trigger { get; private init; }

    public TriggerPart.PollPart? Poll => Trigger?.Poll;

    /// <summary>What it says of two sides that are kept in step.</summary>
    public required PairFile Pair { get; init; }

    public PlacedText? Filter { get; private init; }

    public required IReadOnlyList<PlacedText> Map { get; init; }

    public required Dictionary<string, string> Set { get; init; }

    public required TablesPart Tables { get; init; }

    public required IReadOnlyList<FlowTest> Tests { get; init; }

    public string? FreshnessTarget { get; private init; }

    public CanaryPart? Canary { get; private init; }

    public required string Timeout { get; init; }

    public required RetryPart Retry { get; init; }

    public static FlowFile Read(FlowNode node) => new()
    {
        Name = node.Text("name"),
        Description = node.Text("description"),
        Enabled = node.Flag("enabled") ?? true,
        From = node.Part("from", static from => new FromPart(from.Text("system"), from.Text("kind"), from.Texts("on") ?? [])),
        To = node.Part("to", static to => new ToPart(
            to.Text("system"), to.Text("kind"), to.Text("key"), to.Text("webhook"), to.Text("secret"), to.Text("type"))),
        Trigger = node.Part("trigger", TriggerPart.Read),
        Pair = PairFile.Read(node),
        Filter = node.Placed("filter"),
        Map = node.PlacedPairs("map"),
        Set = node.Pairs("set"),
        Tables = node.Part("tables", ReadTables) ?? new TablesPart([], []),
        Tests = node.List("tests", FlowTest.Read),
        FreshnessTarget = node.Part("freshness", static part => part.Text("target") ?? ""),
        Canary = node.Part("canary", static part => new CanaryPart(part.Text("every"), part.Text("record"), part.Text("field"))),
        Timeout = node.Text("timeout") ?? "10s",
        Retry = node.Part("retry", static retry => new RetryPart(
            retry.Text("first"), retry.Number("factor"), retry.Text("max"), retry.Number("jitter"), retry.Whole("attempts"),
            retry.Text("patience"), retry.Texts("schedule"))) ?? new RetryPart(),
    };

    private static TablesPart ReadTables(FlowNode node)
    {
        var isPart = node.Members;
        return new(
            isPart.Where(static one => one.Value).ToDictionary(static one => one.Key, one => node.Pairs(one.Key), StringComparer.Ordinal),
            [.. isPart.Where(static one => !one.Value).Select(one => node.Placed(one.Key)).OfType<PlacedText>()]);
    }

    /// <param name="Own">Tables that stand in the file: what belongs to each key.</param>
    /// <param name="Files">Tables in files beside it.</param>
    internal sealed record TablesPart(Dictionary<string, Dictionary<string, string>> Own, IReadOnlyList<PlacedText> Files);

    internal sealed record FromPart(string? System, string? Kind, List<string> On);

    internal sealed record ToPart(string? System, string? Kind, string? Key, string? Webhook, string? Secret, string? Type);

    internal sealed record CanaryPart(string? Every, string? Record, string? Field);

    internal sealed record RetryPart(
        string? First = null, double? Factor = null, string? Max = null, double? Jitter = null, int? Attempts = null,
            string? Patience = null,
        List<string>? Schedule = null);
}
