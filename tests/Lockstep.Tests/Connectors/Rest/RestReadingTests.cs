using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>Nothing that changed in a system is left out, however it cuts its lists and whatever its clock says.</summary>
public sealed class RestReadingTests
{
    [Theory]
    [InlineData(Paging.Page, "customers?page={page}&size={limit}", "")]
    [InlineData(Paging.Page, "customers?page={page}&size={limit}", "total: total")]
    [InlineData(Paging.Offset, "customers?offset={offset}&limit={limit}", "")]
    [InlineData(Paging.Offset, "customers?offset={offset}&limit={limit}", "total: total")]
    [InlineData(Paging.Keyset, "customers?after={after}&limit={limit}", "next: next")]
    [InlineData(Paging.Link, "customers?limit={limit}", "next: next")]
    [InlineData(Paging.Link, "customers?limit={limit}", "")]
    public async Task A_list_is_read_whole_also_where_pages_are_smaller_than_was_asked(Paging paging, string list, string more)
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Paging = paging, PageSizeMax = 2, Ids = IdStyle.Slashed };
        Fill(site.Server.Crm, "customers", 9);

        var (records, _) = await RestSite.RoundAsync(site.Open(SystemFiles.Listed(list, more)), "customer", null);

        records.Select(static record => record.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(9);
    }

    [Theory]
    [InlineData(Paging.Offset, "customers?offset={offset}&limit={limit}", "")]
    [InlineData(Paging.Page, "customers?page={page}&size={limit}", "total: total")]
    public async Task A_list_that_shifts_while_it_is_read_loses_nobody(Paging paging, string list, string more)
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Paging = paging };
        var ids = Fill(site.Server.Crm, "customers", 9);
        var isDeleted = false;

        var (records, _) = await RestSite.RoundAsync(site.Open(SystemFiles.Listed(list, more)), "customer", null, betweenPages: () =>
        {
            if (!isDeleted)
            {
                isDeleted = true;
                site.Server.Crm.Records.Delete("customers", ids[0]);
            }
        });

        records.Select(static record => record.Id).ToHashSet(StringComparer.Ordinal).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_full_page_that_names_no_next_one_is_a_failure_and_no_end()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Paging = Paging.Keyset };
        Fill(site.Server.Crm, "customers", 9);

        var reply = await site.Open(SystemFiles.Listed("customers?limit={limit}"))
            .ChangesAsync(new ChangesRequest("customer", null, 100), TestContext.Current.CancellationToken);

        reply.Failure!.Message.ShouldStartWith("The page is full, and nothing says how the list goes on");
    }

    [Fact]
    public async Task A_list_that_fits_on_one_full_page_ends_there_where_the_file_says_how_pages_link()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Paging = Paging.Link };
        Fill(site.Server.Crm, "customers", 3);

        (await RestSite.RoundAsync(site.Open(SystemFiles.Listed("customers?limit={limit}", "next: Link")), "customer", null)).Records.Count
            .ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task Changes_by_time_leave_nothing_out_whatever_the_systems_clock_says(int skew)
    {
        await using var site = await RestSite.StartAsync();
        var crm = site.Server.Crm;
        crm.Settings = new WorldSettings { ClockSkewSeconds = skew };
        var ids = Fill(crm, "customers", 7);
        var system = site.Open(SystemFiles.Crm);
        var (all, cursor) = await RestSite.RoundAsync(system, "customer", null);
        all.Select(static record => record.Id).ShouldBe(ids);

        crm.Records.Hide("customers", ids[1]);
        crm.Records.Change("customers", ids[1], new JsonObject { ["name"] = "Late" });
        crm.Records.Change("customers", ids[2], new JsonObject { ["name"] = "Early" });
        (_, cursor) = await RestSite.RoundAsync(system, "customer", cursor);
        crm.Records.Hide("customers", ids[1], isHidden: false);
        crm.Records.Delete("customers", ids[3]);
        var (last, _) = await RestSite.RoundAsync(system, "customer", cursor);

        last.Single(record => Is(record, ids[1])).ShouldSatisfyAllConditions(
            record => record.Version.ShouldBe("2"), record => record.Order.ShouldBe(2), record =>
                RestSite.Json(record)["name"]!.GetValue<string>().ShouldBe("Late"));
        last.Single(record => Is(record, ids[3])).IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_record_from_the_future_hides_nobody()
    {
        await using var site = await RestSite.StartAsync();
        var crm = site.Server.Crm;
        crm.Settings = new WorldSettings { ClockSkewSeconds = 86_400 };
        Fill(crm, "customers", 1);
        crm.Settings = new WorldSettings();
        var system = site.Open(SystemFiles.Crm);
        var (_, cursor) = await RestSite.RoundAsync(system, "customer", null);

        var fresh = Fill(crm, "customers", 1)[0];
        var (news, _) = await RestSite.RoundAsync(system, "customer", cursor);

        news.ShouldContain(record => Is(record, fresh));
    }

    [Fact]
    public async Task Rounds_that_find_nothing_do_not_creep_backwards()
    {
        await using var site = await RestSite.StartAsync();
        Fill(site.Server.Crm, "customers", 2);
        var system = site.Open(SystemFiles.Crm);
        var (_, cursor) = await RestSite.RoundAsync(system, "customer", null);
        var (_, later) = await RestSite.RoundAsync(system, "customer", cursor, overlap: TimeSpan.Zero);
        for (var round = 0; round < 3; round++)
        {
            (_, later) = await RestSite.RoundAsync(system, "customer", later, overlap: TimeSpan.FromHours(1));
        }

        later!.Split('~')[0].ShouldBe(cursor!.Split('~')[0]);
    }

    [Fact]
    public async Task A_feed_goes_on_where_it_was_and_tells_of_deletes_and_of_the_same_id_made_again()
    {
        await using var site = await RestSite.StartAsync();
        var erp = site.Server.Erp;
        var ids = Fill(erp, "parties", 7);
        var system = site.Open(SystemFiles.Erp);
        var (all, cursor) = await RestSite.RoundAsync(system, "party", null);
        all.Count.ShouldBe(7);

        erp.Records.Delete("parties", ids[0]);
        erp.Records.Delete("parties", ids[1]);
        erp.Records.Create("parties", new JsonObject { ["name"] = "Again" }, ids[1]);
        var (news, _) = await RestSite.RoundAsync(system, "party", cursor);

        news.Select(static record => (record.Id, record.IsDeleted)).ShouldBe([(ids[0], true), (ids[1], false)]);
        RestSite.Json(news[1])["name"]!.GetValue<string>().ShouldBe("Again");
    }

    [Fact]
    public async Task A_cursor_that_is_none_starts_over()
    {
        await using var site = await RestSite.StartAsync();
        var reply = await site.Open(SystemFiles.Crm)
            .ChangesAsync(new ChangesRequest("customer", "1234", 10), TestContext.Current.CancellationToken);
        reply.Value.ShouldBeSameAs(ChangesPage.StartOver);
    }

    [Fact]
    public async Task Ids_with_slashes_are_read_and_those_that_lead_elsewhere_are_not_asked_for()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Ids = IdStyle.Slashed };
        var id = Fill(site.Server.Crm, "customers", 1)[0];
        var system = site.Open(SystemFiles.Crm);

        (await system.ReadAsync("customer", id, TestContext.Current.CancellationToken)).Value!.Id.ShouldBe(id);
        (await system.ReadAsync("customer", "..", TestContext.Current.CancellationToken)).Failure!.Cause.ShouldBe(FailureCause.NotFound);
        site.Server.Crm.Ledger.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_search_that_the_system_ignores_finds_no_stranger()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Records.Create("customers", new JsonObject { ["name"] = "A", ["email"] = "A@X.TEST" });
        site.Server.Crm.Records.Create("customers", new JsonObject { ["name"] = "B", ["email"] = "b@x.test" });
        var ct = TestContext.Current.CancellationToken;

        var right = site.Open(SystemFiles.Crm);
        (await right.SearchAsync(new SearchRequest("customer", "email", "b@x.test", 2), ct)).Value!.Records.Single().Id.ShouldBe("2");
        (await right.SearchAsync(new SearchRequest("customer", "email", "c@x.test", 2), ct)).Value!.Records.ShouldBeEmpty();
        var wrong = site.Open(SystemFiles.Crm.Replace("customers?email={value}&limit", "customers?limit", StringComparison.Ordinal)
            .Replace("customers?limit={limit}", "customers?updatedSince=1970-01-01&after={value}", StringComparison.Ordinal));
        (await wrong.SearchAsync(new SearchRequest("customer", "email", "b@x.test", 2), ct)).Failure!.Cause
            .ShouldBe(FailureCause.TargetRefused);
    }

    private static bool Is(SourceRecord record, string id) => string.Equals(record.Id, id, StringComparison.Ordinal);

    private static List<string> Fill(World world, string kind, int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => world.Records.Create(kind, new JsonObject { ["name"] = $"N{number}" }).Record!.Id),
    ];
}
