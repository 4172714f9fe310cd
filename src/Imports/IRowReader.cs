namespace Lockstep.Imports;

/// <summary>Reads the rows of an upload, one after the other, in one format.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Names of columns or members that nothing maps to, as far as they have been met.</summary>
    IReadOnlyCollection<string> Ignored { get; }

    /// <summary>How the rows are read, as far as that is known.</summary>
    ReadAs ReadAs { get; }

    /// <summary>The next row, faulty ones included; null at the end.</summary>
    /// <exception cref="UnreadableException">What comes can't be read at all.</exception>
    ValueTask<ImportRow?> ReadAsync(CancellationToken ct);
}
