using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>In which form rows come.</summary>
public enum RowForm
{
    /// <summary>Text in columns, or the sheet of a workbook.</summary>
    Csv,

    /// <summary>JSON objects, one a line, or in an array.</summary>
    Json,

    /// <summary>The first letter tells.</summary>
    Any,
}

/// <summary>What a caller asks of an import.</summary>
public sealed record ImportOrder
{
    /// <summary>What external ids belong to when a row does not say.</summary>
    public string Source { get; init; } = "import";

    /// <summary>A name under which an interrupted import can be continued.</summary>
    public string? Run { get; init; }

    /// <summary>Whether an interrupted import of this name is left as it is, and a new one begun.</summary>
    public bool StartsOver { get; init; }

    /// <summary>The hash of caller and Idempotency-Key.</summary>
    public byte[]? RequestKey { get; init; }

    /// <summary>Who asks, and what they may.</summary>
    public required Work Work { get; init; }

    /// <summary>Goes into the histories, for example <c>user:1</c>.</summary>
    public string Actor => Work.Actor;

    /// <summary>Which header means what.</summary>
    public required FieldNames Names { get; init; }

    /// <summary>Whether it is only tried: nothing of it may stay.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Whether it goes without lines in the log: who asks for it tells of it.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>The values of <see cref="ImportKind.Parameters"/> that were given.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>In which form the rows come.</summary>
    public RowForm Form { get; init; }

    /// <summary>The charset that the caller names; null to find out from the bytes.</summary>
    public Encoding? Charset { get; init; }

    /// <summary>What stands between cells; null to find out from the first rows.</summary>
    public char? Separator { get; init; }

    /// <summary>What stands before decimals; null to find out from all numbers.</summary>
    public char? Decimal { get; init; }

    /// <summary>The value of a parameter; null when it was not given.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name);

    /// <summary>The hash of all that decides what becomes of a row, besides the row itself.</summary>
    internal byte[] Options()
    {
        string?[] own =
        [
            Source, Names.Text, Form.ToString(), Charset?.WebName, Separator?.ToString(), Decimal?.ToString(),
            .. Settings.OrderBy(static setting => setting.Key, StringComparer.Ordinal).Select(static setting =>
                $"{setting.Key}={setting.Value}"),
        ];
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', own)));
    }
}
