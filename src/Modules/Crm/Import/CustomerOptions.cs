using System.ComponentModel.DataAnnotations;

namespace Lockstep.Crm.Import;

/// <summary>How many customers come in at once; section <c>Crm</c> of the configuration, checked at start.</summary>
internal sealed class CustomerOptions
{
    /// <summary>
    /// The most customers that one request makes, in one commit. Default 5,000, which is what the dialect of the ERP takes at once, and the
    /// least.
    /// </summary>
    [Range(5_000, 20_000)]
    public int BatchMax { get; init; } = 5_000;
}
