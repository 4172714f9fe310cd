namespace Lockstep.Imports;

/// <summary>How a file was read, as the answer tells: what the caller said of it, or what was found out.</summary>
/// <param name="Format"><c>csv</c>, <c>ndjson</c>, <c>json</c> or <c>xlsx</c>.</param>
internal sealed record ReadAs(string Format)
{
    /// <summary><c>gzip</c> when it was packed.</summary>
    public string? Packed { get; init; }

    /// <summary>The encoding of the letters.</summary>
    public string? Charset { get; init; }

    /// <summary>
    /// <c>given</c>, <c>recognised</c>, when nothing else could be meant, or <c>guessed</c>: then look at a name with an accent, and name
    /// the
    /// charset when it is wrong.
    /// </summary>
    public string? CharsetFrom { get; init; }

    /// <summary>What stands between the cells.</summary>
    public string? Separator { get; init; }

    /// <summary>What stands before the decimals of numbers.</summary>
    public string? Decimal { get; init; }

    /// <summary><c>given</c>, <c>guessed</c> from all numbers of the file, or <c>default</c>.</summary>
    public string? DecimalFrom { get; init; }

    /// <summary>How times are written; only where rows have times.</summary>
    public string? Dates { get; init; }

    /// <summary>The zone of times that do not say.</summary>
    public string? Zone { get; init; }
}

/// <summary>What an import tells of its file so far, as it is kept.</summary>
/// <param name="Ignored">Columns that nothing maps to, as a JSON array.</param>
/// <param name="ReadAs">A <see cref="Imports.ReadAs"/> as JSON.</param>
internal sealed record ReadSoFar(string Ignored, string ReadAs);
