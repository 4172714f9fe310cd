namespace Lockstep.Imports;

/// <summary>Reads the rows of an upload, one after the other, in one format.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Names of columns or members that nothing maps to, as far as they have been met.</summary>
    IReadOnlyCollection<string> Ignored { get; }

    /// <summary>How the rows are read, as far as that is known.</summary>
    ReadAs ReadAs { get; }

    /// <summary>Counts rows without content too, as versions before this one did: their place in the file is known by that.</summary>
    void CountBlankRows()
    {
    }

    /// <summary>The next row, faulty ones included; null at the end.</summary>
    /// <exception cref="UnreadableException">What comes can't be read at all.</exception>
    ValueTask<ImportRow?> ReadAsync(CancellationToken ct);
}
