namespace Lockstep.Backup;

/// <summary>A table as a copy sees it: the same on every store, because its columns are in the order of their names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">The columns, in the order of their names by bytes.</param>
/// <param name="Key">The columns of the primary key, in the order of the key.</param>
/// <param name="References">Tables that its rows point to; those must be filled before.</param>
internal sealed record TableShape(
    string Name, IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> Key, IReadOnlyList<string> References)
{
    /// <summary>The names of the columns as SQL, with commas.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => Quote(column.Name)));

    /// <summary>The names of the primary key as SQL, with commas.</summary>
    public string KeyList { get; } = string.Join(", ", Key.Select(Quote));

    /// <summary>The column whose whole numbers count the rows; null when the key is another.</summary>
    public string? NumberedBy =>
        Key.Count == 1 && Columns.Single(column => Is(column.Name, Key[0])).Kind is ColumnKind.Integer ? Key[0] : null;

    /// <summary>Where a column of the primary key stands in a row.</summary>
    public int PlaceOf(string column) => Columns.Index().Single(entry => Is(entry.Item.Name, column)).Index;

    /// <summary>A name as SQL; some columns are called like words of SQL.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Tables in an order in which each comes after those that its rows point to.</summary>
    public static IReadOnlyList<TableShape> InOrder(IEnumerable<TableShape> tables)
    {
        var left = tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<TableShape>();
        while (left.Count > 0)
        {
            var next =
                left.Find(table =>
                    !left.Exists(other => !ReferenceEquals(table, other) && table.References.Contains(other.Name, StringComparer.Ordinal))
                ) ?? left[0];
            ordered.Add(next);
            left.Remove(next);
        }

        return ordered;
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}

/// <summary>One column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind);

/// <summary>The three kinds of values that tables have on every store.</summary>
internal enum ColumnKind
{
    /// <summary>64 bits with a sign.</summary>
    Integer,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Blob,
}
