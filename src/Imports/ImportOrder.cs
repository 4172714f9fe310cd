using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>What a caller asks of an import.</summary>
public sealed record ImportOrder
{
    /// <summary>What external ids belong to when a row does not say.</summary>
    public string Source { get; init; } = "import";

    /// <summary>A name under which an interrupted import can be continued.</summary>
    public string? Run { get; init; }

    /// <summary>The hash of caller and Idempotency-Key.</summary>
    public byte[]? RequestKey { get; init; }

    /// <summary>Who asks, and what they may.</summary>
    public required Work Work { get; init; }

    /// <summary>Goes into the histories, for example <c>user:1</c>.</summary>
    public string Actor => Work.Actor;

    /// <summary>Which header means what.</summary>
    public required FieldNames Names { get; init; }

    /// <summary>Whether it goes without lines in the log: who asks for it tells of it.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>The values of <see cref="ImportKind.Parameters"/> that were given.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the rows are JSON objects, one a line; else CSV.</summary>
    public bool IsNdjson { get; init; }

    /// <summary>The charset of the Content-Type; null to find out from the bytes.</summary>
    public Encoding? Charset { get; init; }

    /// <summary>The value of a parameter; null when it was not given.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name);
}
