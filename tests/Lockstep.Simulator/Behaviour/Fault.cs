using System.Text.Json.Serialization;

namespace Lockstep.Simulator.Behaviour;

/// <summary>What goes wrong with a request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>An error is answered and nothing is done.</summary>
    Refuse,

    /// <summary>Everything is done, and an error is answered all the same.</summary>
    RefuseAfter,

    /// <summary>Nothing is done, and no answer ever comes.</summary>
    Hang,

    /// <summary>Everything is done, and no answer ever comes.</summary>
    HangAfter,

    /// <summary>Nothing is done, and the connection breaks.</summary>
    Cut,

    /// <summary>Everything is done, and the connection breaks.</summary>
    CutAfter,

    /// <summary>Everything is done, late.</summary>
    Slow,

    /// <summary>Everything is done, and the answer is none of this system: a page of a proxy.</summary>
    Garble,

    /// <summary>Nothing is done, and an error is answered that repeats the headers of the request.</summary>
    Echo,
}

/// <summary>A rule about what goes wrong, and when. All that it says of a request must hold.</summary>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind What { get; init; }

    /// <summary>The method; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>The kind of record; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>The id of the record, also in a search; null for all.</summary>
    public string? Id { get; init; }

    /// <summary>What the body must contain; null for anything.</summary>
    public string? Body { get; init; }

    /// <summary>How many of the requests that it fits are let through first.</summary>
    public int Skip { get; init; }

    /// <summary>How often it happens; null for always.</summary>
    public int? Times { get; init; }

    /// <summary>How likely it is for each request, from 0 to 1, by the seed.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>The status of an error.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The Retry-After of an error, in seconds; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether Retry-After is told as a date.</summary>
    public bool IsDate { get; init; }

    /// <summary>How late a slow answer comes, in milliseconds.</summary>
    public int DelayMs { get; init; } = 100;
}
