using Lockstep.Tests.Support;
using Npgsql;

namespace Lockstep.Tests.Gateway;

/// <summary>What a load balancer hears when records can still be read, but no longer written.</summary>
[RunsOnEachStore]
public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_database_takes_no_writes_it_is_not_ready_and_names_the_database()
    {
        await using var app =
            await TestApp.StartAsync(TestDatabases.IsPostgres ? null : builder => builder.Configuration["Sqlite:MaxSizeMb"] = "1");
        (await ReadyAsync(app)).Status.ShouldBe(200);
        await (TestDatabases.IsPostgres ? ForbidAsync(app, "on") : FillAsync(app));

        var answer = await ReadyAsync(app);
        answer.Status.ShouldBe(503);
        ((string)answer.Body!["detail"]!).ShouldBe(TestDatabases.IsPostgres
            ? "The database of crm takes no writes: it is read-only."
            : "The database of crm takes no writes: its disk, or the size that it may have, is used up.");
        answer.Message.Headers.RetryAfter.ShouldNotBeNull();
        if (TestDatabases.IsPostgres)
        {
            await ForbidAsync(app, "off");
            (await ReadyAsync(app)).Status.ShouldBe(200);
        }
    }

    private static Task<ApiAnswer> ReadyAsync(TestApp app) => app.Anonymous.SendAsync(HttpMethod.Get, "/health/ready", null);

    private static async Task FillAsync(TestApp app)
    {
        var row = $$"""{"name":"{{new string('n', 150)}}","organisation":"{{new string('a', 150)}}"}""";
        await FillAsync(app, "/api/customers/batch", $$"""{"customers":[{{string.Join(',', Enumerable.Repeat(row, 500))}}]}""", 50);

        // What was too little for the last batch is still enough for some of its rows.
        await FillAsync(app, "/api/customers", row, 1_000);
    }

    private static async Task FillAsync(TestApp app, string path, string json, int most)
    {
        var status = 200;
        for (var times = 0; times < most && status < 300; times++)
        {
            status = (await app.PostAsync(path, json)).Status;
        }

        status.ShouldBe(503);
    }

    /// <summary>As a hosted server does when its disk is full: new sessions write nothing, and the old ones end.</summary>
    private static async Task ForbidAsync(TestApp app, string how)
    {
        await using var connection = new NpgsqlConnection(
            TestDatabases.ConnectionOf(app.Data, "crm") + ";Options=-c default_transaction_read_only=off");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            $"""
            alter database "{connection.Database}" set default_transaction_read_only = {how};
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """,
            connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
