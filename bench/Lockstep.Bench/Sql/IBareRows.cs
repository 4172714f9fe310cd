namespace Lockstep.Bench.Sql;

/// <summary>
/// The yardstick of imports: the rows that an import leaves, put into tables of the same shape without doing any of its work.
/// </summary>
internal interface IBareRows : IDisposable
{
    /// <summary>
    /// Makes ready to put in what the import of a file leaves; the work itself is in the answer, for the clock to start at.
    /// </summary>
    /// <param name="file">The rows.</param>
    /// <param name="import">The number of the import.</param>
    Func<Task> Prepare(ImportFile file, long import);
}
