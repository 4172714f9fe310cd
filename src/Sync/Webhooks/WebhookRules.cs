using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Events;
using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Outbound;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.Subscriptions;

namespace Lockstep.Sync.Webhooks;

/// <summary>What makes a webhook valid, and who may have which events sent.</summary>
internal static class WebhookRules
{
    private const int EventsMax = 50;
    private const int PatternMax = 100;

    /// <summary>
    /// The state that an input asks for, or why it can't be had. Which kinds are sent goes by who chooses the events, and by nobody else
    /// who changes something.
    /// </summary>
    public static (WebhookState? State, Refusal? Refusal) Read(WebhookInput input, Work work, Webhook? before, Scope filters)
    {
        var state = new WebhookState
        {
            Url = input.Url, Events = input.Events, Filter = input.Filter, Description = input.Description, Enabled = input.Enabled ?? true,
        };
        var errors = WebhookRecord.Table.Check(state);
        CheckEvents(errors, input.Events);
        if (state.Filter is { } filter && errors.None && new ExpressionFilter(filter, filters).Fault is { } fault)
        {
            errors.Add("filter", $"Is no JMESPath expression: {fault}");
        }

        if (errors.ToRefusal() is { } invalid)
        {
            return (null, invalid);
        }

        // One that a person leaves off stays off for the reason that it was off for.
        state.DisabledReason = state.Enabled is true ? null : before?.DisabledReason;
        if (before is not null && before.Events.SequenceEqual(state.Events!, StringComparer.Ordinal))
        {
            state.Kinds = before.Kinds;
            return (state, null);
        }

        state.Kinds = [.. KindsOf(state.Events!).Where(kind => MayRead(work, kind))];
        return RefuseEvents(work, state.Events!) is { } refused ? (null, refused) : (state, null);
    }

    /// <summary>A 400 when a URL would not be called. Its name is looked up, so this is before a write.</summary>
    public static async Task<Refusal?> RefuseUrlAsync(string url, GuardedHttp http, CancellationToken ct)
    {
        var fault = !Uri.TryCreate(url, UriKind.Absolute, out var read) ? "Must be a URL, with https:// and a host."
            : read.Fragment.Length > 0 ? "Must have no part behind a #: that is never sent."
            : await http.RefuseAsync(read, ct);
        return fault is null ? null : Refusal.Invalid("url", fault);
    }

    /// <summary>
    /// A 403 when somebody would touch a webhook that is sent what they may not read: whoever turns it elsewhere reads it. Null when they
    /// may.
    /// </summary>
    public static Refusal? RefuseReach(Work work, Webhook webhook) =>
        webhook.Kinds.FirstOrDefault(kind => !MayRead(work, kind)) is { } hidden
            ? work.RefuseUnless(EventAccess.PermissionOf(hidden) ?? hidden)
            : null;

    /// <summary>Whether somebody may read what events of a kind say.</summary>
    public static bool MayRead(Work work, string kind) => EventAccess.PermissionOf(kind) is { } permission && work.May(permission);

    private static void CheckEvents(Errors errors, IReadOnlyList<string>? events)
    {
        if (events is not { Count: >= 1 and <= EventsMax })
        {
            errors.Add("events", $"Must have 1 to {EventsMax} types of events, for example lockstep.customer.*");
            return;
        }

        foreach (var pattern in events)
        {
            if (pattern is null || pattern.Length > PatternMax || pattern.Contains(',', StringComparison.Ordinal)
                || !TypesOf(pattern).Any())
            {
                errors.Add(
                    "events", $"There is no event {pattern}; "
                        + $"{Nearest.Hint(pattern ?? "", EventPattern.Like(pattern ?? "", EventNames.All))} A * stands for a part of one.");
                return;
            }
        }
    }

    private static Refusal? RefuseEvents(Work work, IReadOnlyList<string> events)
    {
        foreach (var pattern in events)
        {
            var kinds = KindsOf([pattern]);
            if (kinds.All(kind => !MayRead(work, kind)))
            {
                return work.RefuseUnless(EventAccess.PermissionOf(kinds[0]) ?? kinds[0]);
            }
        }

        return null;
    }

    private static List<string> KindsOf(IEnumerable<string> patterns) =>
        [.. patterns.SelectMany(TypesOf).Select(static type =>
            type.Split('.')[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> TypesOf(string pattern) => EventNames.All.Where(type => EventPattern.Matches(pattern, type));
}
