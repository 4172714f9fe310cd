using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace Lockstep.Tests.Imports;

/// <summary>A workbook of Excel with one sheet, as small as one can be.</summary>
internal static class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Types = "application/vnd.openxmlformats-";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Makes one of rows whose cells are texts, numbers, times, null, or an error (DBNull).</summary>
    public static byte[] Of(params object?[][] rows)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "[Content_Types].xml", $"""
                <Types xmlns="{Package}/content-types"><Default Extension="xml" ContentType="application/xml"/>
                <Default Extension="rels" ContentType="{Types}package.relationships+xml"/>
                <Override PartName="/xl/workbook.xml" ContentType="{Types}officedocument.spreadsheetml.sheet.main+xml"/>
                <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Types}officedocument.spreadsheetml.worksheet+xml"/>
                <Override PartName="/xl/styles.xml" ContentType="{Types}officedocument.spreadsheetml.styles+xml"/></Types>
                """);
            Add(archive, "_rels/.rels", Relations($"""<Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>"""));
            Add(
                archive, "xl/workbook.xml",
                $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add(archive, "xl/_rels/workbook.xml.rels", Relations($"""
                <Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/>
                <Relationship Id="r2" Type="{Office}/styles" Target="styles.xml"/>
                """));
            Add(archive, "xl/styles.xml", $"""
                <styleSheet xmlns="{Main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>
                """);
            Add(archive, "xl/worksheets/sheet1.xml",
                $"""<worksheet xmlns="{Main}"><sheetData>{string.Concat(rows.Select(Row))}</sheetData></worksheet>""");
        }

        return bytes.ToArray();
    }

    private static string Relations(string each) => $"""<Relationships xmlns="{Package}/relationships">{each}</Relationships>""";

    private static string Row(object?[] cells, int index) =>
        $"""<row r="{index + 1}">{string.Concat(cells.Select((cell, column) => Cell(cell, $"{(char)('A' + column)}{index + 1}")))}</row>""";

    private static string Cell(object? cell, string place) => cell switch
    {
        null => "",
        DBNull => $"""<c r="{place}" t="e"><v>#N/A</v></c>""",
        string text => $"""<c r="{place}" t="inlineStr"><is><t>{SecurityElement.Escape(text)}</t></is></c>""",
        DateTime at => $"""<c r="{place}" s="1"><v>{at.ToOADate().ToString("R", CultureInfo.InvariantCulture)}</v></c>""",
        _ => $"""<c r="{place}"><v>{Convert.ToString(cell, CultureInfo.InvariantCulture)}</v></c>""",
    };

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
