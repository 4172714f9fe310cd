using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>The customers that a first look finds.</summary>
[RunsOnEachStore]
public sealed class SampleDataTests
{
    [Fact]
    public async Task The_sample_fills_an_empty_crm_once_and_leaves_a_filled_one_alone()
    {
        var data = Directory.CreateTempSubdirectory("lockstep-sample-").FullName;
        await using (var app = await StartAsync(data))
        {
            var api = new ImportApi(app.Admin);
            await TestApp.EventuallyAsync(async () => await api.CountAsync() == 25, "all samples are there");
            (await api.CustomerAsync("S-1004"))["address"]!["line"]!.GetValue<string>().ShouldBe("Unit 7\nOld Fishmarket Lane");
            (await app.DeleteCustomerAsync((long)(await api.CustomerAsync("S-1001"))["id"]!)).Status.ShouldBe(204);
        }

        await using (var app = await StartAsync(data))
        {
            var api = new ImportApi(app.Admin);
            await api.CsvAsync("externalId,name\nown-1,Ada\n");
            (await api.CountAsync()).ShouldBe(25);
        }

        Directory.Delete(data, recursive: true);
    }

    private static Task<TestApp> StartAsync(string data) => TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_SAMPLE"] = "1", data);
}
