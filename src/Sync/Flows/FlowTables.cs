using CsvHelper;

namespace Lockstep.Sync.Flows;

/// <summary>The tables that a flow looks things up in: those in its file, and those in CSV files beside it.</summary>
/// <param name="files">The CSV files that there are.</param>
/// <param name="rowsMax">The most rows of a table.</param>
/// <param name="fault">Hears of each fault.</param>
internal sealed class FlowTables(TableFiles files, int rowsMax, Action<string> fault)
{
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(FlowFile file)
    {
        var tables = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, rows) in file.Tables.Own)
        {
            tables[name] = rows;
        }

        foreach (var table in file.Tables.Files)
        {
            tables[table.Key] = ReadFile(table);
        }

        return tables;
    }

    /// <summary>A header, then a key in the first column and what belongs to it in the second.</summary>
    private Dictionary<string, string> ReadFile(PlacedText table)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!string.Equals(Path.GetFileName(table.Text), table.Text, StringComparison.Ordinal)
            || !table.Text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            fault($"{table.Place} must be key: value pairs, or the name of a .csv file in the folder of the flows");
            return rows;
        }

        try
        {
            var options = new CsvReaderOptions { HasHeader = false, TrackLineNumbers = true };
            using var csv = CsvReader.FromText(files.Text(table.Text), options);
            var isHeader = true;
            while (csv.Read())
            {
                if (!isHeader && Wrong(csv, rows) is { } wrong)
                {
                    fault(FormattableString.Invariant($"{table.Place}: {table.Text}: line {csv.LineNumber}: {wrong}"));
                    return rows;
                }

                isHeader = false;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            fault($"{table.Place}: the file {table.Text} can't be read ({error.Message})");
        }

        return rows;
    }

    private string? Wrong(CsvReader csv, Dictionary<string, string> rows) => csv switch
    {
        { FieldCount: < 2 } => "a row has a key and a value",
        _ when rows.Count >= rowsMax => FormattableString.Invariant($"there are more than {rowsMax} rows (Mapping__TableRowsMax)"),
        _ => rows.TryAdd(csv.GetString(0), csv.GetString(1)) ? null : $"the key {csv.GetString(0)} is there already",
    };
}
