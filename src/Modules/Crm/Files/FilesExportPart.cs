using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Crm.Files;

/// <summary>Which files a customer has, for its export; withheld from the customer itself. Each is downloaded by itself.</summary>
internal sealed class FilesExportPart(CrmDatabase database) : IExportPart
{
    private static readonly HistoryExport History = new(
        FileWriter.Kind,
        $"select id from files where kind = '{CustomerRecord.Kind}' and record_id = $1 and id >= $2 order by id limit $3",
        static data => JsonSerializer.Deserialize(data, ContractsJson.Wire.CustomerFile)?.CustomerId);

    public IReadOnlyList<string> Sections { get; } = ["files", ExportQuestion.History];

    public string Permission => Permissions.NotesRead;

    public string? OwnPermission => null;

    public ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct) => database.Store.ReadAsync(
        async reader => question.Section is ExportQuestion.History
            ? await History.ReadAsync(reader, question)
            : new ExportPage(
                [
                    .. (await FileWriter.ListAsync(reader, question.CustomerId))
                        .Select(static file => JsonSerializer.SerializeToUtf8Bytes(file, ContractsJson.Wire.CustomerFile)),
                ],
                null),
        ct);
}
