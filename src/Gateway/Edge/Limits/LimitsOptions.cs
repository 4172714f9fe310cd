using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// How often somebody may call; section <c>Limits</c> of the configuration, checked at start. A rate is a number per second that goes on
/// for ever, a burst what may come at once after a pause. A rate of 0 switches the limit off.
/// </summary>
public sealed class LimitsOptions
{
    /// <summary>Requests per second of one caller, whatever its address. Default 1,000.</summary>
    [Range(0, 1_000_000)]
    public int PerCallerRate { get; init; } = 1000;

    /// <summary>Requests of one caller at once. Default 2,000.</summary>
    [Range(1, 10_000_000)]
    public int PerCallerBurst { get; init; } = 2000;

    /// <summary>Requests per second of one address (of IPv6 the first 64 bits), before any other work. Default 5,000.</summary>
    [Range(0, 1_000_000)]
    public int PerAddressRate { get; init; } = 5000;

    /// <summary>Requests of one address at once. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int PerAddressBurst { get; init; } = 10000;

    /// <summary>
    /// Refused credentials per second of one address, those of sign-ins counted apart from those of other requests. Default 20.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RefusedPerAddressRate { get; init; } = 20;

    /// <summary>Refused credentials of one address at once. Default 200.</summary>
    [Range(1, 10_000_000)]
    public int RefusedPerAddressBurst { get; init; } = 200;

    /// <summary>Requests for health and metrics per second of one address, which count for nothing else. Default 100.</summary>
    [Range(0, 1_000_000)]
    public int HealthRate { get; init; } = 100;

    /// <summary>Requests for health and metrics of one address at once. Default 200.</summary>
    [Range(1, 10_000_000)]
    public int HealthBurst { get; init; } = 200;

    /// <summary>Callers or addresses that each limit keeps apart; beyond that newcomers share one allowance. Default 100,000.</summary>
    [Range(100, 10_000_000)]
    public int MaxTracked { get; init; } = 100000;
}
