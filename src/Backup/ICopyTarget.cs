using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>All databases of a place that a copy fills. Marked until all is in order, so that no server starts on half of it.</summary>
internal interface ICopyTarget : IAsyncDisposable
{
    /// <summary>Takes the place: nobody else may work on it from here on.</summary>
    /// <param name="origin">What is copied. A copy of the same that was cut short may be gone on with, any other one starts over.</param>
    /// <param name="ct">Cuts it short.</param>
    /// <returns>True when an earlier run of the same copy has done everything but taking the marks away.</returns>
    /// <exception cref="StartupException">There is data in it, or somebody works on it.</exception>
    Task<bool> BeginAsync(string origin, CancellationToken ct);

    /// <summary>Opens, or makes, the database of a module, with its tables.</summary>
    Task<IModuleTarget> OpenAsync(string module, IReadOnlyList<SchemaScript> scripts, CancellationToken ct);

    /// <summary>All is in order: takes the marks away, so that a server may start.</summary>
    Task EndAsync(CancellationToken ct);
}

/// <summary>The database of one module that a copy fills.</summary>
internal interface IModuleTarget : IAsyncDisposable
{
    /// <summary>The tables, to be read back.</summary>
    IModuleTables Tables { get; }

    /// <summary>How far an earlier run of the same copy got with a table.</summary>
    Task<CopiedSoFar> FindAsync(TableShape table, CancellationToken ct);

    /// <summary>Commits rows, together with how far the copy has got.</summary>
    Task AddAsync(TableShape table, RowBlock block, CancellationToken ct);

    /// <summary>All rows of all tables are there: makes indexes and counters.</summary>
    /// <param name="tables">The tables, each with the last number that it is to have given.</param>
    /// <param name="ct">Cuts it short.</param>
    Task FinishAsync(IReadOnlyList<(TableShape Table, long Last)> tables, CancellationToken ct);
}

/// <summary>How far a copy got with a table.</summary>
/// <param name="Rows">How many rows are there.</param>
/// <param name="After">The key of the last one; null when there is none.</param>
internal readonly record struct CopiedSoFar(long Rows, byte[]? After);
