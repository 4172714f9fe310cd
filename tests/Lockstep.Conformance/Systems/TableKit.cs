using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Connectors;

namespace Lockstep.Conformance.Systems;

/// <summary>Tables keep to all that systems keep to, on each server and in each way of telling what changed.</summary>
public abstract class TableKit(string changes) : SystemKit, IAsyncLifetime
{
    private ITableServer _server = null!;
    private ISystem _system = null!;

    protected override ISystem System => _system;

    protected override string Kind => "customer";

    protected override string? KeyField => "email";

    internal ITableServer Server => _server;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync();
        _system = _server.OpenSystem(changes);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ((IAsyncDisposable)_system).DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_commits_late_is_seen_although_later_ones_were_read_before()
    {
        if (!changes.StartsWith("log", StringComparison.Ordinal))
        {
            return;
        }

        var (_, cursor) = await RoundAsync(null);
        await using var slow = await _server.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync(Ct);
        await using (var command = slow.CreateCommand())
        {
            (command.CommandText, command.Transaction) =
                ("insert into customers (name, email) values ('slow', 'slow@example.com')", transaction);
            await command.ExecuteNonQueryAsync(Ct);
        }

        await _server.RunAsync("insert into customers (name, email) values ('quick', 'quick@example.com')");
        var reading = RoundAsync(cursor);
        await Eventually.HoldsAsync(
            async () => reading.IsCompleted || (!IsPostgres && await IsReadingWaitingAsync()) ? null
                : "the reading neither waits nor ends");
        await transaction.CommitAsync(Ct);
        var (first, next) = await reading;
        var (second, _) = await RoundAsync(next);
        first.Concat(second).Select(static record => Data(record)["name"]!.ToString()).Distinct(StringComparer.Ordinal)
            .ShouldBe(["slow", "quick"], ignoreOrder: true);
    }

    [Fact]
    public async Task Values_of_every_type_read_as_they_stand_there()
    {
        var id = await _server.RunAsync(
            "insert into customers (name, email, credit, notes) "
                + $"values ('Иван', null, 12345678.9012, '{{\"a\": [1, true]}}') {GivesItsId}");
        var data = Data((await System.ReadAsync(Kind, id, Ct)).Value!);
        data["id"]!.ToJsonString().ShouldBe(id);
        data["name"]!.ToString().ShouldBe("Иван");
        data["email"].ShouldBeNull();
        data["credit"]!.ToJsonString().ShouldBe("12345678.9012");
        // MariaDB's JSON is a text, and nothing else tells of it.
        (IsPostgres ? data["notes"]! : JsonNode.Parse(data["notes"]!.ToString())!)["a"]![1]!.ToJsonString().ShouldBe("true");
        DateTimeOffset.Parse(data["updated_at"]!.ToString(), CultureInfo.InvariantCulture).Offset.ShouldBe(TimeSpan.Zero);
        data["updated_at"]!.ToString().ShouldEndWith("Z");
    }

    [Fact]
    public async Task A_row_that_is_there_already_is_refused_and_one_of_no_such_column_is_a_mapping_fault()
    {
        var id = await MakeAsync(Next());
        var again = await System.CreateAsync(new CreateRequest(Kind, new JsonObject { ["version"] = "many", ["name"] = "x" }, "kit"), Ct);
        again.Cause.ShouldBe(FailureCause.TargetRefused);
        var unknown = await System.UpdateAsync(new UpdateRequest(Kind, id, new JsonObject { ["nmae"] = "x" }), Ct);
        (unknown.Cause, unknown.Message).ShouldBe((FailureCause.Mapping, unknown.Message));
        unknown.Message!.ShouldContain("nmae");
    }

    private string GivesItsId => IsPostgres ? "returning id" : "; select last_insert_id()";

    private async Task<bool> IsReadingWaitingAsync() =>
        await _server.RunAsync("select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'") is not "0";

    protected override JsonObject FieldsOf(int number) =>
        new() { ["name"] = $"Ада {number}", ["email"] = $"ada{number}@example.com", ["credit"] = 12.5m + number };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Ада Кинг {number}" };

    protected override IReadOnlyList<string> Rewritten => ["credit"];

    protected override JsonObject Unacceptable() => new() { ["email"] = "without a name" };

    protected override Task<string> MakeBehindAsync(int number) => _server.RunAsync(
        $"insert into customers (name, email) values ('Ада {number}', 'ada{number}@example.com') {GivesItsId}");

    protected override Task ChangeBehindAsync(string id, int number) =>
        _server.RunAsync($"update customers set name = 'Ада Кинг {number}' where id = {id}");

    protected override Task DeleteBehindAsync(string id) => _server.RunAsync($"delete from customers where id = {id}");

    protected abstract bool IsPostgres { get; }

    internal abstract Task<ITableServer> StartAsync();
}

/// <summary>On a server of their own: a log is read up to the oldest transaction that is open anywhere on the server.</summary>
public abstract class PostgresTableKit(PostgresInstance server, string changes) : TableKit(changes), IClassFixture<PostgresInstance>
{
    protected override bool IsPostgres => true;

    internal override Task<ITableServer> StartAsync() => TableServers.PostgresAsync(server.Connection);
}

public abstract class MariaDbTableKit(MariaDbServer server, string changes) : TableKit(changes), IClassFixture<MariaDbServer>
{
    protected override bool IsPostgres => false;

    internal override Task<ITableServer> StartAsync() => TableServers.MariaDbAsync(server);
}

public sealed class PostgresTablesByTimeKitTests(PostgresInstance server) : PostgresTableKit(server, TableServers.ByTime);

public sealed class PostgresTablesByLogKitTests(PostgresInstance server) : PostgresTableKit(server, TableServers.ByLog);

public sealed class MariaDbTablesByTimeKitTests(MariaDbServer server) : MariaDbTableKit(server, TableServers.ByTime);

public sealed class MariaDbTablesByLogKitTests(MariaDbServer server) : MariaDbTableKit(server, TableServers.ByLog);
