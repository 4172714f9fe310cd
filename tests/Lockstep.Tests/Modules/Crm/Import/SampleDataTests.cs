using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>What a first look finds.</summary>
[RunsOnEachStore]
public sealed class SampleDataTests
{
    [Fact]
    public async Task The_sample_fills_a_system_in_which_nothing_was_written_once_and_leaves_any_other_alone()
    {
        var data = Directory.CreateTempSubdirectory("lockstep-sample-").FullName;
        await using (var app = await StartAsync(data))
        {
            var api = new ImportApi(app.Admin);
            await TestApp.EventuallyAsync(async () => await api.CountAsync() == 25, "all samples are there");
            (await api.CustomerAsync("S-1004"))["address"]!["line"]!.GetValue<string>().ShouldBe("Unit 7\nOld Fishmarket Lane");
            await TestApp.EventuallyAsync(async () =>
                (await app.GetAsync("/api/orders")).Items.Count == 6, "the orders of the sample are placed");
            (await app.GetAsync("/api/products")).Items.Count.ShouldBe(10);
            ((long)(await app.GetAsync("/api/products?q=TEA-130")).Items[0]!["stock"]!["available"]!).ShouldBe(176,
                "counted, and reserved for an order");
            using var deleted =
                await app.Admin.DeleteAsync($"/api/products/{(await app.GetAsync("/api/products?q=CUP-300")).Items[0]!["id"]}",
                    TestContext.Current.CancellationToken);
            deleted.EnsureSuccessStatusCode();
        }

        await using (var app = await StartAsync(data))
        {
            var api = new ImportApi(app.Admin);
            await api.CsvAsync("externalId,name\nown-1,Ada\n");
            (await api.CountAsync()).ShouldBe(26);
            (await app.GetAsync("/api/products")).Items.Count.ShouldBe(9);
        }

        Directory.Delete(data, recursive: true);
    }

    private static Task<TestApp> StartAsync(string data) =>
        TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_SAMPLE"] = "1", data);
}
