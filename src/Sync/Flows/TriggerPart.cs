namespace Lockstep.Sync.Flows;

/// <summary>What triggers a flow, as it stands in its file; at most one of them.</summary>
internal sealed record TriggerPart(TriggerPart.PollPart? Poll, TriggerPart.CronPart? Cron, TriggerPart.HookPart? Webhook)
{
    public static TriggerPart Read(FlowNode node) => new(
        node.Part("poll", ReadPoll),
        node.Part("cron", static cron => new CronPart(
            cron.Text("at"), cron.Text("zone") ?? "UTC", cron.Text("missed") ?? "once", cron.Text("overlap") ?? "30s", ReadSweep(cron))),
        node.Part("webhook", static hook => ReadHook(hook) with
        {
            Window = hook.Text("window") ?? "5m",
            Read = hook.Flag("read") ?? false,
            Version = hook.Placed("version"),
            ChangedAt = hook.Placed("changedAt"),
            Deleted = hook.Placed("deleted"),
        }));

    public static PollPart ReadPoll(FlowNode poll) => new(poll.Text("every"), poll.Text("overlap") ?? "30s", ReadSweep(poll));

    private static SweepPart ReadSweep(FlowNode node) => new(node.Text("sweep"), node.Number("sweepShare"));

    /// <summary>Calls that only name records, for who reads them sees what they are by then.</summary>
    public static HookPart ReadNames(FlowNode hook) => ReadHook(hook) with
    {
        Read = true, Unwanted = hook.Given("version", "changedAt", "deleted", "read", "window"),
    };

    private static HookPart ReadHook(FlowNode hook) => new()
    {
        Scheme = hook.Text("scheme"),
        Secret = hook.Text("secret"),
        PreviousSecret = hook.Text("previousSecret"),
        Header = hook.Text("header"),
        IdHeader = hook.Text("idHeader"),
        Tolerance = hook.Text("tolerance") ?? "5m",
        BodyMax = hook.Whole("bodyMax"),
        Records = hook.Placed("records"),
        Id = hook.Placed("id"),
    };

    internal sealed record PollPart(string? Every, string Overlap, SweepPart Sweep);

    internal sealed record CronPart(string? At, string Zone, string Missed, string Overlap, SweepPart Sweep);

    /// <param name="Every">How often it is asked which records are still there; null where it goes by the kind of record.</param>
    /// <param name="Share">The part of all that may be gone.</param>
    internal sealed record SweepPart(string? Every, double? Share);

    internal sealed record HookPart
    {
        public string? Scheme { get; init; }

        public string? Secret { get; init; }

        public string? PreviousSecret { get; init; }

        public string? Header { get; init; }

        public string? IdHeader { get; init; }

        public required string Tolerance { get; init; }

        public string Window { get; init; } = "0s";

        public int? BodyMax { get; init; }

        public bool Read { get; init; }

        public PlacedText? Records { get; init; }

        public PlacedText? Id { get; init; }

        public PlacedText? Version { get; init; }

        public PlacedText? ChangedAt { get; init; }

        public PlacedText? Deleted { get; init; }

        /// <summary>What stands there that has no meaning for calls which only name records.</summary>
        public IReadOnlyList<string> Unwanted { get; init; } = [];
    }
}
