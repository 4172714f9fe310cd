using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>Brings rows behind an id into the present form; nothing else of them changes.</summary>
/// <param name="transaction">The write.</param>
/// <param name="after">The id behind which it begins.</param>
/// <param name="limit">The most rows.</param>
/// <returns>The id of the last row; null when there is none left.</returns>
public delegate ValueTask<long?> RowRenewer(ITransaction transaction, long after, int limit);
