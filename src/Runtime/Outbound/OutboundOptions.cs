using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Outbound;

/// <summary>Calls to URLs that a person configured; section <c>Outbound</c> of the configuration, checked at start.</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// What may be called although it is no public address: networks (<c>10.1.0.0/16</c>), addresses (<c>192.168.1.5</c>,
    /// <c>[fd00::5]:8443</c>) and names with a port (<c>erp.internal:8443</c>), with commas between. A name opens loopback and private
    /// addresses only. Default none.
    /// </summary>
    [StringLength(10_000), AllowedTargets]
    public string Allow { get; init; } = "";

    /// <summary>The longest to look a name up, connect and agree on TLS. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest for a whole call, to the last byte of the answer. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest body of an answer, in bytes. Default 10 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long AnswerMax { get; init; } = 10_485_760;

    /// <summary>The largest head of an answer, in KiB. Default 32.</summary>
    [Range(1, 1_024)]
    public int HeadersMaxKb { get; init; } = 32;

    /// <summary>How long a connection is used before its name is looked up and checked again. Default 30 s; 0 for one call.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most connections to one server at once; further calls wait. Default 32.</summary>
    [Range(1, 1_000)]
    public int ConnectionsMax { get; init; } = 32;
}

/// <summary>Refuses a text that <see cref="AllowList"/> can't read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedTargetsAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        AllowList.Faults((string?)value ?? "").FirstOrDefault() is { } fault
            ? new ValidationResult(
                $"{validationContext.MemberName} has {fault}, which is no network like 10.1.0.0/16, address "
                    + "like 192.168.1.5 or name with port like erp.internal:8443.",
                [validationContext.MemberName!])
            : ValidationResult.Success;
}
