using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>The tables of one module's database as they were at one instant.</summary>
internal interface IModuleTables : IAsyncDisposable
{
    /// <summary>The module.</summary>
    string Module { get; }

    /// <summary>Reads them by SQL.</summary>
    IReader Reader { get; }

    /// <summary>The tables that a copy takes.</summary>
    Task<IReadOnlyList<TableShape>> ShapesAsync(CancellationToken ct);

    /// <summary>How many rows a copy takes of a table.</summary>
    Task<long> CountAsync(TableShape table, CancellationToken ct);

    /// <summary>The highest number that the table ever gave to a row, also when that row is gone; 0 when it never gave one.</summary>
    Task<long> HighestAsync(TableShape table, CancellationToken ct);

    /// <summary>Rows in the order of the primary key; one reader at a time.</summary>
    /// <param name="table">The table.</param>
    /// <param name="after">The key of the row to go on behind, its values as they are written; null to begin.</param>
    ITableRows Read(TableShape table, byte[]? after = null);
}

/// <summary>Rows, block by block.</summary>
internal interface ITableRows : IAsyncDisposable
{
    /// <summary>Fills the block with the next rows; false when there are none.</summary>
    ValueTask<bool> FillAsync(RowBlock block, CancellationToken ct);
}
