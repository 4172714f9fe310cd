using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Import;

/// <summary>
/// Fills an empty CRM with the sample customers when <c>LOCKSTEP_SAMPLE=1</c>, so that a first look has something to see.
/// </summary>
internal sealed partial class SampleData(
    CrmDatabase database, Importer<CustomerImports> imports, IConfiguration configuration, ILogger<SampleData> logger)
    : BackgroundService
{
    private const string Actor = "system:sample";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "samples", "customers.csv");
        if (configuration["LOCKSTEP_SAMPLE"] is not "1" || !await IsEmptyAsync(stoppingToken))
        {
            return;
        }

        try
        {
            await using var bytes = File.OpenRead(file);
            var order = new ImportOrder
            {
                Source = "sample",
                Run = "sample",
                Work = Work.Of(Actor, stoppingToken),
                Names = FieldNames.Parse(CustomerRow.Rows.Fields, "", new Errors()),
            };
            await imports.RunAsync(order, bytes, stoppingToken);
        }
        catch (IOException error)
        {
            NotImported(error.Message);
        }
    }

    private async ValueTask<bool> IsEmptyAsync(CancellationToken ct) =>
        await database.Store.ReadAsync(
            static reader => reader.FirstAsync("select id from customers limit 1", static row => row.Int64(0)), ct) == 0;

    [LoggerMessage(2103, LogLevel.Warning, "the sample customers could not be imported: {Reason}")]
    private partial void NotImported(string reason);
}
