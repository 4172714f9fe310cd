using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Lockstep.Imports;

/// <summary>
/// The cells of a workbook's first sheet that hold an error, such as #N/A: to the library that reads the others they are empty, and an
/// empty cell takes away what a record has.
/// </summary>
internal sealed class SheetErrors
{
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    // A document type can name files of this machine, or unfold to any size.
    private static readonly XmlReaderSettings Plain = new() { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true };
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);

    private SheetErrors()
    {
    }

    /// <summary>Looks through the first sheet.</summary>
    /// <param name="archive">The workbook.</param>
    /// <param name="workbook">The name of its main part.</param>
    public static SheetErrors Of(ZipArchive archive, string workbook)
    {
        var errors = new SheetErrors();
        var folder = workbook[..(workbook.LastIndexOf('/') + 1)];
        var sheet = First(archive, workbook, "sheet", static reader => reader.GetAttribute("id", Office));
        var target = First(
            archive, $"{folder}_rels/{workbook[folder.Length..]}.rels", "Relationship",
            reader => string.Equals(reader.GetAttribute("Id"), sheet, StringComparison.Ordinal) ? reader.GetAttribute("Target") : null);
        var part = target is ['/', ..] ? target[1..] : folder + target;
        _ = First(archive, part, "c", errors.Note);
        return errors;
    }

    /// <summary>Whether a cell is one of them.</summary>
    /// <param name="line">Its row, from 1.</param>
    /// <param name="column">Its column, from 0.</param>
    public bool Has(long line, int column) => _places.Count > 0 && _places.Contains(Place(line, column));

    private static string Place(long line, int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters + line.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What is found first among the elements of a name; null when nothing is.</summary>
    private static string? First(ZipArchive archive, string part, string element, Func<XmlReader, string?> find)
    {
        if (archive.GetEntry(part) is not { } entry)
        {
            return null;
        }

        using var reader = XmlReader.Create(entry.Open(), Plain);
        while (reader.Read())
        {
            if (reader.NodeType is XmlNodeType.Element && string.Equals(reader.LocalName, element, StringComparison.Ordinal)
                && find(reader) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Goes on behind each.</summary>
    private string? Note(XmlReader cell)
    {
        if (cell.GetAttribute("t") is "e" && cell.GetAttribute("r") is { } place)
        {
            _places.Add(place);
        }

        return null;
    }
}
