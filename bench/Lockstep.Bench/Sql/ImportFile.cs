using System.Globalization;
using System.Text;

namespace Lockstep.Bench.Sql;

/// <summary>The rows of one import, as the file that Lockstep reads and as what the bare inserts take.</summary>
internal sealed class ImportFile
{
    public ImportFile(string set, int rows)
    {
        Rows = [.. Enumerable.Range(1, rows).Select(number => new ImportRow($"{set}-{number}", Person.Number(number, set)))];
        var text = new StringBuilder("externalId,name,email,phone,city,country\n");
        foreach (var row in Rows)
        {
            var person = row.Person;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row.ExternalId},{person.Name},{person.Email},{person.Phone},{person.City},{person.Country}\n");
        }

        Csv = Encoding.UTF8.GetBytes(text.ToString());
    }

    public IReadOnlyList<ImportRow> Rows { get; }

    public byte[] Csv { get; }
}

internal sealed record ImportRow(string ExternalId, Person Person)
{
    /// <summary>The record as its history keeps it.</summary>
    public byte[] Json { get; } = Encoding.UTF8.GetBytes(
        $$"""
        {"id":1,"externalId":"{{ExternalId}}","source":"bench","name":"{{Person.Name}}","email":"{{Person.Email}}","phone":"{{Person.Phone}}","address":{"city":"{{Person.City}}","country":"{{Person.Country}}"},"status":"active","version":1,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}
        """);
}
