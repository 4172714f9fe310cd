using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Contracts;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Triggers;

namespace Lockstep.Sync.Flows;

/// <summary>Checks a flow's file and makes the flow of it; every fault is reported, not only the first.</summary>
/// <param name="systems">What flows may name.</param>
/// <param name="limits">What expressions may cost.</param>
/// <param name="tables">The CSV files that the flow may name.</param>
/// <param name="fault">Hears of each fault.</param>
/// <param name="isInForce">Whether it is in force already: what a mapping may never come to does not stop it then.</param>
internal sealed partial class FlowCheck(
    IReadOnlyList<FlowSystem> systems, MappingOptions limits, TableFiles tables, Action<string> fault, bool isInForce = false)
{
    /// <summary>The changes that a flow may bring.</summary>
    public static readonly IReadOnlyList<string> Changes = ["created", "changed", "deleted"];

    /// <summary>How a flow may be called, as a pattern.</summary>
    public const string Name = "[a-z0-9-]{1,60}";

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private const int CallsMax = 4;
    private bool _isGood = true;

    /// <summary>Whether a flow can be called so.</summary>
    public static bool IsName(string? name) => name is not null && NamePattern().IsMatch(name);

    /// <summary>The flow, or null when the file has faults.</summary>
    public Flow? Check(FlowFile file) => file.Pair.Between is null ? CheckOneWay(file) : CheckPair(file);

    private Flow? CheckOneWay(FlowFile file)
    {
        CheckParts(file);
        var scope = new Scope(
            limits, new FlowTables(tables, limits.TableRowsMax, Fault).Read(file), HasLinks: true,
            isInForce ? null : FlowSystem.KindsOf(systems));
        var (mapping, filter) = (Map(file, scope), Filter(file.Filter, scope));
        var hook = file.To is { Webhook: not null } to ? HookCheck.Check(to, file.Name ?? "", Expect) : null;
        var timeout = Time("timeout", file.Timeout, 10 * Millisecond, TimeSpan.FromMinutes(10));
        var (poll, cron) = Asked(file);
        var incoming = Incoming("trigger.webhook", file.Trigger?.Webhook, scope);
        var (retry, (fresh, canary)) = (Retry(file.Retry), Freshness(file));
        if (!_isGood)
        {
            return null;
        }

        return new Flow
        {
            Name = file.Name!,
            Description = file.Description ?? "",
            Source = file.From!.System!,
            Kind = file.From.Kind!,
            On = file.From.On.ToHashSet(StringComparer.Ordinal),
            Poll = poll,
            Cron = cron,
            Incoming = incoming,
            Target = hook is null ? file.To!.System! : $"webhook/{file.Name}",
            TargetKind = hook is null ? file.To!.Kind! : "event",
            TargetKey = file.To!.Key,
            IsOutside = SystemOf(file.From.System)?.IsOutside ?? true,
            Hook = hook,
            Mapping = mapping,
            Filter = filter,
            Timeout = timeout,
            Retry = retry,
            FreshnessTarget = fresh,
            Canary = canary,
        };
    }

    private Flow? CheckPair(FlowFile file)
    {
        CheckName(file);
        Expect(
            file is { From: null, To: null, Trigger: null, Filter: null, Map.Count: 0, Set.Count: 0, Tests.Count: 0 },
            "between takes the place of from, to, trigger, filter, map, set and tests");
        Expect(file.Canary is null, "canary: a flow between two systems can have none");
        var scope = new Scope(limits, new FlowTables(tables, limits.TableRowsMax, Fault).Read(file), HasLinks: false);
        var timeout = Time("timeout", file.Timeout, 10 * Millisecond, TimeSpan.FromMinutes(2));
        var pair = new PairCheck(
            systems, scope, (name, poll, kind) => new PollCheck(name, Expect, Time).Check(poll, kind, wantsDeletes: true),
            (name, hook) => Incoming(name, hook, scope), Fault).Check(file.Pair, timeout);
        var (retry, fresh) = (Retry(file.Retry), new FreshnessCheck(Expect, Time).Target(file));
        return !_isGood ? null : new Flow
        {
            Name = file.Name!,
            Description = file.Description ?? "",
            Source = pair.Left.System,
            Kind = pair.Left.Kind,
            IsOutside = pair.Left.IsOutside,
            On = Changes.ToHashSet(StringComparer.Ordinal),
            Target = $"pair/{file.Name}",
            TargetKind = pair.Right.Kind,
            Mapping = Mapping.None,
            Pair = pair,
            Incoming = pair.Sides.FirstOrDefault(static side => side.Webhook is not null)?.Webhook,

            // A look makes several calls, each with a limit of its own.
            Timeout = CallsMax * timeout,
            Retry = retry,
            FreshnessTarget = fresh,
        };
    }

    private void CheckParts(FlowFile file)
    {
        Expect(
            !file.Pair.IsGiven, "between must name the two sides that fields, match, create, conflicts, deletes and resurrect are about");
        CheckNames(file);
        CheckSystems(file);
        CheckOutside(file);
        Expect(file.Map.Count + file.Set.Count > 0, "map or set must give at least one field");
    }

    private void CheckName(FlowFile file) =>
        Expect(IsName(file.Name), "name must be 1 to 60 of a-z, 0-9 and -");

    private void CheckNames(FlowFile file)
    {
        CheckName(file);
        Expect(!string.IsNullOrEmpty(file.From?.System), "from.system must name the system that changes come from");
        Expect(!string.IsNullOrEmpty(file.From?.Kind), "from.kind must name a kind of record");
        Expect(file.From?.On.Count > 0 && file.From.On.All(Changes.Contains), "from.on must list some of created, changed, deleted");
        Expect(!string.IsNullOrEmpty(file.To?.System ?? file.To?.Webhook), "to.system must name the system that changes go to");
        Expect(!string.IsNullOrEmpty(file.To?.Kind ?? file.To?.Webhook), "to.kind must name a kind of record");
    }

    /// <summary>Only where something is named: that it must be is said already.</summary>
    private void CheckSystems(FlowFile file)
    {
        if (SystemOf(file.From?.System) is null && file.Trigger?.Webhook is { Read: false })
        {
            // What a call tells in whole needs no system that could be asked; its name is only what records are called by.
            Expect(
                NamePattern().IsMatch(file.From?.System ?? "") && NamePattern().IsMatch(file.From?.Kind ?? ""),
                "from.system and from.kind must be 1 to 60 of a-z, 0-9 and -");
        }
        else
        {
            CheckKind("from", file.From?.System, file.From?.Kind, kind => Gives(kind, file.Trigger?.Webhook));
        }

        CheckKind("to", file.To?.System, file.To?.Kind, static kind => kind.CanBeWritten);
    }

    /// <summary>What is told needs no reading of its changes; what is only named must be readable one by one.</summary>
    private static bool Gives(RecordKind kind, TriggerPart.HookPart? hook) =>
        hook is null ? kind.CanBeRead : !hook.Read || kind.Has(Capability.Read);

    private void CheckKind(string part, string? name, string? kind, Func<RecordKind, bool> can)
    {
        if (name is not { Length: > 0 })
        {
            return;
        }

        var system = SystemOf(name);
        Expect(
            system is not null,
            $"{part}.system: there is no system {name}; {Nearest.Hint(name, [.. systems.Select(static one => one.Name)])}");
        Expect(
            system is null || kind is not { Length: > 0 } || (system.KindOf(kind) is { } found && can(found)),
            $"{part}.kind: {name} has no {kind} that flows {(part is "from" ? "read" : "write")}");
    }

    private FlowSystem? SystemOf(string? name) =>
        systems.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));

    /// <summary>What an outside system has no events for is polled; what it can't write by key is looked for by a field.</summary>
    private void CheckOutside(FlowFile file)
    {
        var (source, target) = (SystemOf(file.From?.System), SystemOf(file.To?.System)?.KindOf(file.To?.Kind));
        Expect(
            source is not { IsOutside: true } || file.Trigger is { Poll: not null } or { Cron: not null } or { Webhook: not null },
            $"trigger.poll must be given, like trigger: {{ poll: {{ every: 30s }} }}, or cron, or webhook, for {source?.Name} tells nobody "
            + "of its changes by itself");
        Expect(
            file.Trigger?.Webhook is null || source is null or { IsOutside: true },
            $"trigger.webhook: {source?.Name} is a part of Lockstep and tells of its changes by events");
        Expect(
            new object?[] { file.Trigger?.Poll, file.Trigger?.Cron, file.Trigger?.Webhook }.Count(static one => one is not null) < 2,
            "trigger must be one of poll, cron and webhook");
        Expect(
            target is null || TakesDeletes(target) || file.From?.On.Contains("deleted", StringComparer.Ordinal) is not true,
            $"from.on must not list deleted, for {file.To?.System} deletes no {target?.Name}");
        Expect(
            file.To?.Key is not { } key || target is null || LookedFor(target).Contains(key),
            $"to.key must be a field by which {file.To?.System} finds a {target?.Name}: {Listed(target)}; it is {file.To?.Key}");
    }

    private static bool TakesDeletes(RecordKind kind) => kind.Has(Capability.Delete) || kind.Has(Capability.Apply);

    /// <summary>A system that writes by key looks for its records itself.</summary>
    private static IReadOnlySet<string> LookedFor(RecordKind kind) =>
        kind.Has(Capability.Apply) ? new HashSet<string>(StringComparer.Ordinal) : kind.SearchFields;

    private static string Listed(RecordKind? kind) => kind is not null && LookedFor(kind) is { Count: > 0 } fields
        ? string.Join(", ", fields.Order(StringComparer.Ordinal)) : "it has none";

    private Mapping Map(FlowFile file, Scope scope)
    {
        var fields = new List<MappedField>();
        foreach (var field in file.Map)
        {
            try
            {
                fields.Add(new MappedField(field.Key, Expression.Parse(field.Text, scope), field.Place));
            }
            catch (ExpressionException error)
            {
                Fault($"{field.Place}: {error.Told}");
            }
        }

        return new Mapping(fields, file.Set, limits);
    }

    private (TimeSpan? Target, CanarySettings? Canary) Freshness(FlowFile file)
    {
        var check = new FreshnessCheck(Expect, Time);
        return (check.Target(file), check.Canary(file, SystemOf(file.From?.System)?.KindOf(file.From?.Kind)));
    }

    private ExpressionFilter? Filter(PlacedText? text, Scope scope)
    {
        var filter = text is null ? null : new ExpressionFilter(text.Text, scope);
        Expect(filter?.Fault is null, $"{text?.Place}: {filter?.Fault}");
        return filter;
    }

    private (PollSettings? Poll, CronSettings? Cron) Asked(FlowFile file)
    {
        var (asks, told) = (file.Trigger is { Poll: not null } or { Cron: not null }, file.Trigger?.Webhook);
        var kind = SystemOf(file.From?.System)?.KindOf(file.From?.Kind);
        var wantsDeletes = file.From?.On.Contains("deleted") is true;
        var poll = file.Poll is { } part ? new PollCheck("trigger.poll", Expect, Time).Check(part, kind, wantsDeletes) : null;
        var cron = new CronCheck(Expect, Time).Check(file.Trigger?.Cron, kind, wantsDeletes);
        Expect(
            !asks || !wantsDeletes || kind?.Has(Capability.Deletes) is true || (poll?.Sweep ?? cron?.Sweep) is not null,
            $"from.on: a poll of {file.From?.System} can't see what was deleted, and nothing else finds it out");
        Expect(
            (!asks && told is null)
                || !string.Equals($"{file.From?.System}.{file.From?.Kind}", $"{file.To?.System}.{file.To?.Kind}", StringComparison.Ordinal),
            "to: a poll would meet what the flow wrote, and go round for ever; let events trigger a flow that writes what it reads");
        return (poll, cron);
    }

    private HookSettings? Incoming(string name, TriggerPart.HookPart? hook, Scope scope) =>
        new IncomingCheck(name, scope, Expect, Time).Check(hook);

    private RetryPolicy Retry(FlowFile.RetryPart part)
    {
        var plain = new RetryPolicy();
        Expect(part.Factor is null or (>= 1 and <= 10), "retry.factor must be from 1 to 10");
        Expect(part.Jitter is null or (>= 0 and <= 1), "retry.jitter must be from 0 to 1");
        Expect(part.Attempts is null or (>= 1 and <= 1_000), "retry.attempts must be from 1 to 1000");
        return plain with
        {
            First = part.First is null ? plain.First : Time("retry.first", part.First, Millisecond, TimeSpan.FromHours(1)),
            Factor = part.Factor ?? plain.Factor,
            Max = part.Max is null ? plain.Max : Time("retry.max", part.Max, Millisecond, TimeSpan.FromDays(1)),
            Jitter = part.Jitter ?? plain.Jitter,
            Attempts = part.Attempts ?? plain.Attempts,
            Patience = part.Patience is null ? plain.Patience : Time("retry.patience", part.Patience, TimeSpan.Zero, TimeSpan.FromDays(90)),
            Schedule = part.Schedule?.Select(text => Time("retry.schedule", text, TimeSpan.Zero, TimeSpan.FromDays(7))).ToList(),
        };
    }

    private TimeSpan Time(string name, string? text, TimeSpan min, TimeSpan max)
    {
        var time = Duration.Parse(text);
        var range = $"from {Duration.Write(min)} to {Duration.Write(max)}";
        Expect(time >= min && time <= max, $"{name} must be a duration like 200ms, 1s, 5m or 1h, {range}; it is {text ?? "left out"}");
        return time ?? TimeSpan.Zero;
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            Fault(otherwise);
        }
    }

    private void Fault(string text)
    {
        _isGood = false;
        fault(text);
    }

    [GeneratedRegex($"^{Name}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex NamePattern();
}
