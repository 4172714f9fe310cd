using System.Text;

namespace Lockstep.Crm.Import;

/// <summary>What a caller asks of an import.</summary>
internal sealed record ImportOrder
{
    /// <summary>What external ids belong to when a row does not say.</summary>
    public string Source { get; init; } = "import";

    /// <summary>A name under which an interrupted import can be continued.</summary>
    public string? Run { get; init; }

    /// <summary>The hash of caller and Idempotency-Key.</summary>
    public byte[]? RequestKey { get; init; }

    /// <summary>Goes into the histories, for example <c>user:1</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Which header means what.</summary>
    public required FieldNames Names { get; init; }

    public bool IsNdjson { get; init; }

    /// <summary>The charset of the Content-Type; null to find out from the bytes.</summary>
    public Encoding? Charset { get; init; }
}
