using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Gives entries their numbers: without gaps, and in the order of the commits, so that what the sealer has sealed stays the beginning of
/// the log. Whoever took a number holds all others back until the commit.
/// </summary>
internal static class AuditNumbers
{
    /// <summary>Takes the next numbers.</summary>
    /// <returns>The first of them.</returns>
    public static async ValueTask<long> TakeAsync(ITransaction transaction, int count) => await transaction.FirstAsync(
        "update audit_numbers set last = last + $1 returning last", static row => row.Int64(0), count) - count + 1;
}
