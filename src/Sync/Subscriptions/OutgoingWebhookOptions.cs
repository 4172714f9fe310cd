using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Subscriptions;

/// <summary>How events are sent to webhooks; section <c>OutgoingWebhooks</c> of the configuration, checked at start.</summary>
internal sealed class OutgoingWebhookOptions
{
    /// <summary>The most webhooks. Default 100.</summary>
    [Range(1, 1_000)]
    public int WebhooksMax { get; init; } = 100;

    /// <summary>How long one attempt may take, answer included; <c>Outbound:Timeout</c> bounds it too. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most attempts on their way to one webhook at once. Default 16.</summary>
    [Range(1, 256)]
    public int InFlightMax { get; init; } = 16;

    /// <summary>The most deliveries of one webhook in memory; the rest waits in the database. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MemoryMax { get; init; } = 1_000;

    /// <summary>The largest event that is sent, in bytes. Default 1 MiB.</summary>
    [Range(1_024, 67_108_864)]
    public int BodyMax { get; init; } = 1_048_576;

    /// <summary>Pause before the first repeat; each further one is twice as long. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After how many attempts that the receiver refused a delivery is a dead letter. Default 20.</summary>
    [Range(1, 1_000)]
    public int Attempts { get; init; } = 20;

    /// <summary>How long a receiver that is out of reach is waited for. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A webhook switches itself off when nothing went well for so long. Default 5 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>… and in so many attempts at least. Default 20.</summary>
    [Range(1, 100_000)]
    public int DisableFailures { get; init; } = 20;

    /// <summary>How long what waits for a webhook that is off is kept. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepWaiting { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the secret of before a rotation signs too, when the rotation does not say. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often a process looks for webhooks that another one changed, should it not have been told. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);
}
