using System.Text.Json.Nodes;

namespace Lockstep.Sync.Flows;

/// <summary>What the file of a flow says that keeps two systems in step; see docs/two-way.md.</summary>
internal sealed record PairFile
{
    /// <summary>Null when the flow goes one way.</summary>
    public BetweenPart? Between { get; private init; }

    public required IReadOnlyList<FieldPart> Fields { get; init; }

    public string? Conflicts { get; private init; }

    public string? Create { get; private init; }

    public MatchFile? Match { get; private init; }

    public DeletesPart? Deletes { get; private init; }

    public bool? Resurrect { get; private init; }

    /// <summary>Whether it says anything of two sides.</summary>
    public bool IsGiven => Between is not null || Fields.Count > 0 || (Conflicts ?? Create) is not null || Match is not null
        || Deletes is not null || Resurrect is not null;

    public static PairFile Read(FlowNode node) => new()
    {
        Between = node.Part("between", static between => new BetweenPart(
            between.Part("left", ReadSide), between.Part("right", ReadSide))),
        Fields = node.Part("fields", ReadFields)?.All ?? [],
        Conflicts = node.Text("conflicts"),
        Create = node.Text("create"),
        Match = MatchFile.Read(node),
        Deletes = node.Part("deletes", static deletes => new DeletesPart(
            deletes.Text("left"), deletes.Text("right"), deletes.Part("archive", static archive => new ArchivePart(
                archive.Json("left"), archive.Json("right"))))),
        Resurrect = node.Flag("resurrect"),
    };

    private static SidePart ReadSide(FlowNode side) => new(
        side.Text("system"), side.Text("kind"),
        side.Part("poll", TriggerPart.ReadPoll),
        side.Part("webhook", TriggerPart.ReadNames), side.Placed("filter"), side.Json("set"));

    /// <summary>A field that is a text has that path on both sides.</summary>
    private static FieldsPart ReadFields(FlowNode node) => new(
    [
        .. node.Members.Select(member => !member.Value && node.Placed(member.Key) is { } path
            ? new FieldPart(member.Key, path.Place) { Left = path, Right = path }
            : node.Part(member.Key, field => ReadField(member.Key, field))).OfType<FieldPart>(),
    ]);

    private static FieldPart ReadField(string name, FlowNode field) => new(name, field.Place)
    {
        Left = field.Placed("left"),
        Right = field.Placed("right"),
        ToLeft = field.PlacedPairs("toLeft"),
        ToRight = field.PlacedPairs("toRight"),
        Owner = field.Text("owner"),
        From = field.Text("from"),
        Newest = field.Text("newest"),
        Like = field.Json("like"),
        Key = field.Text("key"),
    };

    internal sealed record BetweenPart(SidePart? Left, SidePart? Right);

    internal sealed record SidePart(
        string? System, string? Kind, TriggerPart.PollPart? Poll, TriggerPart.HookPart? Webhook, PlacedText? Filter, JsonNode? Set);

    internal sealed record DeletesPart(string? Left, string? Right, ArchivePart? Archive);

    internal sealed record ArchivePart(JsonNode? Left, JsonNode? Right);

    internal sealed record FieldsPart(IReadOnlyList<FieldPart> All);

    /// <param name="Name">The field.</param>
    /// <param name="Place">Where it stands, for a person.</param>
    internal sealed record FieldPart(string Name, string Place)
    {
        public PlacedText? Left { get; init; }

        public PlacedText? Right { get; init; }

        public IReadOnlyList<PlacedText> ToLeft { get; init; } = [];

        public IReadOnlyList<PlacedText> ToRight { get; init; } = [];

        public string? Owner { get; init; }

        public string? From { get; init; }

        public string? Newest { get; init; }

        public JsonNode? Like { get; init; }

        public string? Key { get; init; }
    }
}
