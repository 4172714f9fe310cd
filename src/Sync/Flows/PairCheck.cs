using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks what a file says of two sides, and makes the pair of it; every fault is reported.</summary>
/// <param name="systems">What flows may name.</param>
/// <param name="scope">What expressions may use, and cost.</param>
/// <param name="poll">Reads how a side is polled.</param>
/// <param name="hook">Reads how a side tells of its changes by calls.</param>
/// <param name="fault">Hears of each fault.</param>
internal sealed class PairCheck(
    IReadOnlyList<FlowSystem> systems, Scope scope, Func<string, TriggerPart.PollPart, RecordKind?, PollSettings> poll,
    Func<string, TriggerPart.HookPart, HookSettings?> hook, Action<string> fault)
{
    private static readonly string[] Deciders = ["ask", "left", "right", "newest"];
    private static readonly string[] Creates = ["both", "toLeft", "toRight", "none"];

    /// <summary>The pair; its faults were told.</summary>
    public Pair Check(PairFile file, TimeSpan callTimeout)
    {
        var between = file.Between!;
        var conflicts = file.Conflicts ?? "ask";
        Expect(Deciders.Contains(conflicts, StringComparer.Ordinal),
            $"conflicts must be one of {string.Join(", ", Deciders)}; it is {conflicts}");
        Expect(
            Creates.Contains(file.Create ?? "none", StringComparer.Ordinal),
            $"create must be one of {string.Join(", ", Creates)}; it is {file.Create}");
        var left = SideOf(Side.Left, between.Left, file);
        var right = SideOf(Side.Right, between.Right, file);
        Expect(
            !string.Equals(left.SubjectPrefix, right.SubjectPrefix, StringComparison.Ordinal),
            "between.right must be another system or kind than between.left");
        Expect(
            between.Left?.Webhook is null || between.Right?.Webhook is null,
            "between.right.webhook: one side alone can have one, for the calls of both would come to the same address; poll the other one");
        Expect(file.Fields.Count > 0, "fields must give at least one field that both sides have");
        var check = new PairFieldCheck(scope, fault);
        var fields = file.Fields.Select(part => check.Check(part, conflicts)).OfType<PairField>().ToList();
        var match = new MatchCheck(fields, fault).Check(file.Match);
        CheckMatch(match, fields, [left, right]);
        CheckWrites(left, fields);
        CheckWrites(right, fields);
        return new Pair
        {
            Left = left, Right = right, Fields = fields, Match = match, Resurrects = file.Resurrect ?? false,
            CallTimeout = callTimeout,
        };
    }

    private PairSide SideOf(Side side, PairFile.SidePart? part, PairFile file)
    {
        var name = $"between.{PairSide.WordOf(side)}";
        var (isLeft, system) = (side is Side.Left, systems.FirstOrDefault(one => Same(one.Name, part?.System)));
        Expect(part is { System: not null, Kind: not null }, $"{name} must name a system and a kind");
        Expect(
            part?.System is null || system is not null,
            $"{name}.system: there is no system {part?.System}; {Nearest.Hint(part?.System, [.. systems.Select(static one => one.Name)])}");
        var kind = system?.KindOf(part?.Kind);
        Expect(
            system is null || part?.Kind is null || kind?.Has(Capability.Read) is true,
            $"{name}.kind: {part?.System} has no {part?.Kind} that can be read one by one");
        CheckTrigger(name, part, system, kind);
        var filter = part?.Filter is { } text ? new ExpressionFilter(text.Text, scope) : null;
        Expect(filter?.Fault is null, $"{part?.Filter?.Place}: {filter?.Fault}");
        var isCreated = file.Create is "both" || (isLeft ? file.Create is "toLeft" : file.Create is "toRight");
        Expect(!isCreated || kind is null || kind.Has(Capability.Create), $"create: {part?.System} makes no {part?.Kind}");
        var archive = isLeft ? file.Deletes?.Archive?.Left : file.Deletes?.Archive?.Right;
        Expect(archive is null or JsonObject, $"deletes.archive.{PairSide.WordOf(side)} must be fields with values");
        Expect(part?.Set is null or JsonObject, $"{name}.set must be fields with values");
        var made = new PairSide
        {
            Side = side, System = part?.System ?? "", Kind = part?.Kind ?? "", IsOutside = system?.IsOutside ?? false,
            Poll = part?.Poll is { } polled ? poll($"{name}.poll", polled, kind) : null,
            Webhook = part?.Webhook is { } told ? hook($"{name}.webhook", told) : null,
            Filter = filter, Set = part?.Set as JsonObject ?? [], IsCreated = isCreated,
            OnDelete = PolicyOf(side, isLeft ? file.Deletes?.Left : file.Deletes?.Right),
            Archive = archive as JsonObject ?? [],
        };
        CheckDeletes(side, kind, archive, isLeft ? file.Deletes?.Right : file.Deletes?.Left);
        return made;
    }

    private void CheckTrigger(string name, PairFile.SidePart? part, FlowSystem? system, RecordKind? kind)
    {
        Expect(
            system is not { IsOutside: true } || part is not { Poll: null, Webhook: null },
            $"{name}.poll must be given, like poll: {{ every: 30s }}, or webhook, for {part?.System} tells nobody of its changes by "
            + "itself");
        Expect(
            part?.Poll is null || kind is null || kind.Has(Capability.Changes), $"{name}.poll: {part?.System} does not tell what changed");
        Expect(
            part?.Webhook is null || system is null or { IsOutside: true },
            $"{name}.webhook: {part?.System} is a part of Lockstep and tells of its changes by events");
        foreach (var field in part?.Webhook?.Unwanted ?? [])
        {
            fault($"{name}.webhook.{field} has no meaning here: a call only names records, and both sides are read as they are then");
        }
    }

    private DeletePolicy PolicyOf(Side side, string? word) => word switch
    {
        null or "keep" => DeletePolicy.Keep,
        "propagate" => DeletePolicy.Propagate,
        "archive" => DeletePolicy.Archive,
        _ => Wrong($"deletes.{PairSide.WordOf(side)} must be one of keep, propagate, archive; it is {word}"),
    };

    private DeletePolicy Wrong(string text)
    {
        fault(text);
        return DeletePolicy.Keep;
    }

    /// <summary>What a delete on the other side does here must be possible here.</summary>
    private void CheckDeletes(Side side, RecordKind? kind, JsonNode? archive, string? policyOfOther)
    {
        var other = PairSide.WordOf(side is Side.Left ? Side.Right : Side.Left);
        Expect(
            policyOfOther is not "propagate" || kind is null || kind.Has(Capability.Delete),
            $"deletes.{other}: propagate, but the other system deletes no {kind?.Name}");
        Expect(
            policyOfOther is not "archive" || archive is JsonObject { Count: > 0 },
            $"deletes.archive.{PairSide.WordOf(side)} must say what a record is given whose partner was deleted");
    }

    /// <summary>Partners are looked for on both sides: by all fields that are named alone, by one of the rules at least.</summary>
    private void CheckMatch(MatchRules? match, IReadOnlyList<PairField> fields, IReadOnlyList<PairSide> sides)
    {
        var asked = fields.Where(field => match?.Rules.Any(rule => Same(rule.Field, field.Name)) is true).ToList();
        foreach (var side in asked.Count == 0 ? [] : sides)
        {
            var kind = systems.FirstOrDefault(one => Same(one.Name, side.System))?.KindOf(side.Kind);
            var found = kind is { SearchFields.Count: > 0 }
                ? string.Join(", ", kind.SearchFields.Order(StringComparer.Ordinal)) : "nothing";
            Expect(
                kind is null || asked.Exists(
                    field => field[side.Side].Path is { } path && kind.SearchFields.Contains(string.Join('.', path))),
                $"match: {side.System} finds a {side.Kind} by none of {string.Join(", ", asked.Select(static one => one.Name))}; it does "
                    + $"by {found}");
        }
    }

    private void CheckWrites(PairSide side, IReadOnlyList<PairField> fields)
    {
        var kind = systems.FirstOrDefault(one => Same(one.Name, side.System))?.KindOf(side.Kind);
        Expect(
            kind is null || kind.Has(Capability.Update) || fields.All(field => field.Rule.From == side.Side),
            $"between.{side.Word}.kind: {side.System} changes no {side.Kind}; say "
                + $"from: {side.Word} of each field, that it is only read there");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            fault(otherwise);
        }
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);
}
