using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Edge;

/// <summary>The limits of every request; section <c>Edge</c> of the configuration, checked at start.</summary>
public sealed class EdgeOptions : IValidatableObject
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

    /// <summary>The slowest a body may come, in bytes per second after <see cref="RateGrace"/>. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int BodyRateMin { get; init; } = 240;

    /// <summary>The slowest an answer may be read, in bytes per second after <see cref="RateGrace"/>. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int AnswerRateMin { get; init; } = 240;

    /// <summary>For how long a body or an answer may be slower than its least rate. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan RateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a request may take from its head to its answer; imports, exports and streams have none of it. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most connections at once, on each listener; more are closed unanswered. Before it comes to that, from nine tenths of it on all
    /// listeners together, each newcomer takes the place of the oldest connection of the address that has the most, as soon as that one is
    /// idle. Default 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public long ConnectionsMax { get; init; } = 10_000;

    /// <summary>
    /// The connections that one address may have open; when it opens more, its oldest ones are closed as soon as they are idle. 0 for any
    /// number. Default 500.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 500;

    /// <summary>The requests that one HTTP/2 connection may have under way. Default 100.</summary>
    [Range(1, 10_000)]
    public int StreamsMax { get; init; } = 100;

    /// <summary>The largest table of header names that an HTTP/2 connection may ask for, in bytes. Default 4,096.</summary>
    [Range(0, 1_048_576)]
    public int HeaderTableMax { get; init; } = 4_096;

    /// <summary>After how much silence an HTTP/2 connection is pinged. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to such a ping may take before the connection is closed. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Addresses and networks (<c>10.0.0.0/8</c>) of reverse proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed, with
    /// commas between. Default none.
    /// </summary>
    [StringLength(10_000)]
    public string TrustedProxies { get; init; } = "";

    /// <summary>
    /// The names by which this system is called, with commas between; <c>*.example.com</c> for all below one, <c>*</c> for any.
    /// Default none: plain HTTP answers to localhost, this machine's name and IP addresses, HTTPS to any name. Where a proxy ends HTTPS, it
    /// is plain HTTP that arrives.
    /// </summary>
    [StringLength(10_000)]
    public string Hosts { get; init; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var wrong in WordList.Of(TrustedProxies).Where(word => Places.Network(word) is null))
        {
            yield return new ValidationResult(
                $"{wrong} is neither an address nor a network such as 10.0.0.0/8.", [nameof(TrustedProxies)]);
        }

        foreach (var wrong in WordList.Of(Hosts).Where(Places.IsNoName))
        {
            yield return new ValidationResult(
                $"{wrong} is no name such as lockstep.example.com, *.example.com or *, without a port.", [nameof(Hosts)]);
        }
    }
}
