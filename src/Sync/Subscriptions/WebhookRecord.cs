using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Webhooks;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Webhooks.Webhook, Lockstep.Sync.Subscriptions.WebhookState>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Webhooks.Webhook, Lockstep.Sync.Subscriptions.WebhookState>;

namespace Lockstep.Sync.Subscriptions;

/// <summary>A webhook, told once.</summary>
internal static class WebhookRecord
{
    public const string Kind = "webhook";
    public const string Active = "active";
    public const string Paused = "paused";
    public const string Disabled = "disabled";
    private const int UrlMax = 2_000;
    private const int FilterMax = 1_000;
    private const int DescriptionMax = 500;

    public static readonly RecordTable<Webhook, WebhookState> Table = new(
        Kind, "webhooks",
        [
            new Text("url", "url", w => w.Url, s => s.Url, (s, value) => s.Url = value) { Rule = Rules.Required(UrlMax) },
            new Text("events", "events", w => Joined(w.Events), s => Joined(s.Events), (s, value) => s.Events = Words(value)),
            new Text("kinds", "kinds", w => Joined(w.Kinds), s => Joined(s.Kinds), (s, value) => s.Kinds = Words(value)),
            new Text("filter", "filter", w => w.Filter, s => s.Filter, (s, value) => s.Filter = value) { Rule = Rules.Key(FilterMax) },
            new Text("description", "description", w => w.Description, s => s.Description, (s, value) => s.Description = value)
            {
                Rule = Rules.Text(DescriptionMax),
            },
            new Number("enabled", "enabled", w => w.Enabled ? 1 : 0, s => s.Enabled is false ? 0 : 1, (s, value) => s.Enabled = value != 0),
            new Text("disabledReason", "disabled_reason", w => w.DisabledReason, s => s.DisabledReason, (s, value) =>
                s.DisabledReason = value),
        ])
    {
        Json = ContractsJson.Wire.Webhook,
        Make = Make,
        WithId = static (webhook, id) => webhook with { Id = id },
    };

    public static readonly RecordReads<Webhook, WebhookState> Reads = new(Table, ("status", OfStatus))
    {
        Permission = Permissions.WebhooksRead,
    };

    private static ListFilter OfStatus => new(
        """
        id in (select w.id from webhooks w
          where case when w.enabled = 1 then 'active' when w.disabled_reason is null then 'paused' else 'disabled' end = {0})
        """,
        static text => text is Active or Paused or Disabled ? (Runtime.Storage.SqlValue?)text : null, "one of active, paused, disabled")
    {
        Words = [Active, Paused, Disabled],
    };

    private static Webhook Make(WebhookState state, RecordStamp stamp, Webhook? before) => new()
    {
        Id = stamp.Id,
        Url = state.Url!,
        Events = state.Events ?? [],
        Kinds = state.Kinds ?? [],
        Filter = state.Filter,
        Description = state.Description,
        Enabled = state.Enabled is not false,
        Status = state.Enabled is not false ? Active : state.DisabledReason is null ? Paused : Disabled,
        DisabledReason = state.Enabled is not false ? null : state.DisabledReason,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };

    private static string? Joined(IReadOnlyList<string>? words) => words is null ? null : string.Join(',', words);

    private static string[] Words(string? joined) => joined?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
