using System.ComponentModel.DataAnnotations;

namespace Lockstep.Imports;

/// <summary>How imports work; section <c>Import</c> of the configuration, checked at start.</summary>
public sealed class ImportOptions
{
    /// <summary>Rows that are committed together. More make an import faster and other writes wait longer. Default 250.</summary>
    [Range(1, 5_000)]
    public int BatchRows { get; init; } = 250;

    /// <summary>
    /// What an Excel workbook may unpack to, in bytes: the texts of its cells are all in memory while it is read. Default 512 MiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long WorkbookBytesMax { get; init; } = 512L << 20;

    /// <summary>
    /// What a packed file (gzip) may unpack to, and what is kept on disk of a file that must be read to its end
    /// first, in bytes. Default 4 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long UnpackedBytesMax { get; init; } = 4L << 30;

    /// <summary>Rows that a verdict file reads at once. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int ReadRows { get; init; } = 1_000;
}
