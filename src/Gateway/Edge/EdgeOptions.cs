using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Edge;

/// <summary>The limits of every request; section <c>Edge</c> of the configuration, checked at start.</summary>
public sealed class EdgeOptions
{
    /// <summary>The largest body, in bytes; imports have none of it. Default 1 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long BodyMax { get; init; } = 1_048_576;

    /// <summary>The largest request head (line and headers), in bytes. Default 32 KiB.</summary>
    [Range(1_024, 1_048_576)]
    public int HeadersMax { get; init; } = 32_768;

    /// <summary>How long a client may take to send the head. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an idle connection is kept. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The slowest a body may come, in bytes per second after a grace of 5 s. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int BodyRateMin { get; init; } = 240;

    /// <summary>The most connections at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public long ConnectionsMax { get; init; } = 10_000;
}
