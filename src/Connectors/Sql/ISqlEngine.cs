using System.Data.Common;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Sql;

/// <summary>What differs between the databases.</summary>
internal interface ISqlEngine : IAsyncDisposable
{
    /// <summary>A connection whose times are UTC.</summary>
    /// <exception cref="DbException">It is out of reach, or does not let us in.</exception>
    Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>A name of a table or column as it stands in a statement; a schema before a dot is a name of its own.</summary>
    string Quote(string name);

    /// <summary>A parameter that the server reads as the column that it is compared with, or written to, would.</summary>
    DbParameter Parameter(string name, string? value, Type column);

    /// <summary>Behind an insert: gives back the key of the new row. Empty where <see cref="KeyOfInsertAsync"/> asks for it.</summary>
    string Returning(string key);

    /// <summary>The key of the row that was inserted, where the database made it.</summary>
    Task<string?> KeyOfInsertAsync(DbCommand insert, CancellationToken ct);

    /// <summary>
    /// Reads a log behind a position, oldest first: gives position and key of each row. It ends before what others have not committed yet,
    /// for they may have taken a smaller number, and who reads beyond it never sees them.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="position">Behind which row; empty for the start.</param>
    /// <param name="looksBack">Whether it may tell once more what stands just before the position.</param>
    /// <param name="limit">The most rows.</param>
    /// <returns>A statement without parameters; null when the position can't be read.</returns>
    string? ReadLog(SqlLog log, string position, bool looksBack, int limit);

    /// <summary>Gives the position behind everything that a log holds and that is committed by now; empty when it holds nothing.</summary>
    string EndOfLog(SqlLog log);

    /// <summary>Why a statement failed.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="isWrite">Whether it may have been done although no answer came.</param>
    Failure Judge(DbException error, bool isWrite);
}
