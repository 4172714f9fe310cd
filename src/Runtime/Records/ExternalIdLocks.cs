using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Whoever looks whether an id of another system is there already, and makes the record when it is not, holds the lock of that id until the
/// commit: a request and an import at the same moment make one record. There are few locks, for a batch takes those of all of its rows.
/// </summary>
public static class ExternalIdLocks
{
    private const int Count = 32;

    /// <summary>Takes the locks, in one order for all.</summary>
    /// <param name="transaction">The write, before it looks.</param>
    /// <param name="kind">The word for one record, as in <c>order</c>.</param>
    /// <param name="externalIds">The ids, in any spelling; those that differ in case or blanks are one.</param>
    public static async ValueTask TakeAsync(ITransaction transaction, string kind, IEnumerable<string> externalIds)
    {
        foreach (var stripe in externalIds.Select(static id => StripeOf(Keys.Fold(id)!)).Distinct().Order())
        {
            await transaction.LockAsync(string.Create(CultureInfo.InvariantCulture, $"{kind} ids {stripe}"));
        }
    }

    /// <summary>The same in every process.</summary>
    private static int StripeOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key))[0] % Count;
}
