namespace Lockstep.Sync.Flows;

/// <summary>A flow as it stands in its YAML file; see docs/flows.md.</summary>
internal sealed class FlowFile
{
    public string? Name { get; set; }

    public string? Description { get; set; }

    public bool Enabled { get; set; } = true;

    public FromPart? From { get; set; }

    public ToPart? To { get; set; }

    public TriggerPart? Trigger { get; set; }

    public Dictionary<string, string> Map { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Set { get; set; } = new(StringComparer.Ordinal);

    public string Timeout { get; set; } = "10s";

    public RetryPart? Retry { get; set; }

    internal sealed class FromPart
    {
        public string? System { get; set; }

        public string? Kind { get; set; }

        public List<string> On { get; set; } = [];
    }

    internal sealed class ToPart
    {
        public string? System { get; set; }

        public string? Kind { get; set; }
    }

    internal sealed class TriggerPart
    {
        public PollPart? Poll { get; set; }
    }

    internal sealed class PollPart
    {
        public string? Every { get; set; }

        public string Overlap { get; set; } = "30s";
    }

    internal sealed class RetryPart
    {
        public string? First { get; set; }

        public double? Factor { get; set; }

        public string? Max { get; set; }

        public double? Jitter { get; set; }

        public int? Attempts { get; set; }

        public string? Patience { get; set; }

        public List<string>? Schedule { get; set; }
    }
}
