using System.ComponentModel.DataAnnotations;

namespace Lockstep.Reports.Asking;

/// <summary>What reports answer; section <c>Reports</c> of the configuration, checked at start.</summary>
internal sealed class ReportOptions
{
    /// <summary>The most days that one report may span. Default 3,660, ten years.</summary>
    [Range(1, 36_600)]
    public int RangeDaysMax { get; init; } = 3_660;

    /// <summary>The most rows of one currency. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int RowsMax { get; init; } = 10_000;

    /// <summary>A customer is lost when so many days have passed since the last order that counts. Default 90.</summary>
    [Range(1, 3_650)]
    public int LostAfterDays { get; init; } = 90;

    /// <summary>Stock is low when fewer units are available. Default 10.</summary>
    [Range(1, 1_000_000)]
    public int LowStock { get; init; } = 10;

    /// <summary>The most bytes of answers that are kept in memory, to be given again while nothing in them has changed; one takes an
    /// eighth of
    /// it at most. 0 keeps none. Default 32 MiB.</summary>
    [Range(0, 1 << 30)]
    public int CacheBytes { get; init; } = 32 << 20;

    /// <summary>The most products whose stock one report looks at. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int StockProductsMax { get; init; } = 100_000;
}
