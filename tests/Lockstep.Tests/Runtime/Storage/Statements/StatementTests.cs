using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Runtime.Storage.Statements;

/// <summary>
/// Only what hangs on the store runs on both (<see cref="RunsOnEachStoreAttribute" />). That no test misses the mark which should bear it
/// shows in the statements: <c>./test</c> notes what each store was asked, and looks here when both suites are through.
/// </summary>
public sealed partial class StatementTests(ITestOutputHelper output)
{
    private static readonly SourceFile Source = new("src/Crm/A.cs", """"
        class A
        {
            string B = "select name " + $"from customers where {C} and id = $1";
            string D = """
                delete from customers where id = $1
                """;
        }
        """");

    [Fact]
    [Trait("Needs", "Statements")]
    public void What_a_test_asks_of_SQLite_some_test_asks_of_PostgreSQL_too()
    {
        var statements = SourceStatement.In(Repository.Files).Where(statement => !WordsOfSqlite().Any(statement.Names)).ToList();
        var (onSqlite, onPostgres) = (Used(statements, StoreKind.Sqlite), Used(statements, StoreKind.Postgres));
        output.WriteLine($"Of the statements of the source, tests used {onSqlite.Count} on SQLite and {onPostgres.Count} on PostgreSQL.");
        onSqlite.Count.ShouldBeGreaterThan(100);
        onSqlite.Except(onPostgres).Select(statement => $"{statement.At}: {statement.Text}").ShouldBeEmpty(
            "No test with [RunsOnEachStore] uses these, so PostgreSQL has never seen them: mark a test that does.");
    }

    [Fact]
    public void A_statement_of_the_source_is_known_by_the_texts_that_it_becomes()
    {
        var statements = SourceStatement.In([Source]).ToList();
        statements.Count.ShouldBe(2);
        UsedBy(statements, ["select name from customers where status = 1 and id = $1"])
            .ShouldHaveSingleItem()
            .At.ShouldBe("src/Crm/A.cs:3");
        UsedBy(statements, ["delete from customers where id = $1"]).ShouldHaveSingleItem().At.ShouldBe("src/Crm/A.cs:4");
        UsedBy(statements, ["delete from customers where id = $1 and version = $2", "select name from products where a = 1 and id = $1"])
            .ShouldBeEmpty();
    }

    /// <summary>
    /// Tables that only the schema of SQLite has, as those of its full-text indexes, and the column that only its tables have: by that one
    /// is known what writes to such an index where the table's name is put into the statement.
    /// </summary>
    private static IEnumerable<string> WordsOfSqlite() =>
        Tables("sqlite").Except(Tables("postgres"), StringComparer.Ordinal).Append("rowid");

    private static IEnumerable<string> Tables(string store) => Repository.Files
        .Where(file => file.IsIn("src") && file.Path.EndsWith($".{store}.sql", StringComparison.Ordinal))
        .SelectMany(file => Table().Matches(file.Text).Select(match => match.Groups["name"].Value));

    private static HashSet<SourceStatement> Used(IEnumerable<SourceStatement> statements, StoreKind store)
    {
        var files = Directory.GetFiles(
            Commits.StatementsFolder.ShouldNotBeNull($"{Commits.StatementsVariable} must name a folder"), $"{store}.*.json");
        files.ShouldNotBeEmpty($"the suite has run on {store}");
        return UsedBy(statements, [.. files.SelectMany(file => JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!)]);
    }

    private static HashSet<SourceStatement> UsedBy(IEnumerable<SourceStatement> statements, string[] texts) =>
        [.. statements.Where(statement => texts.Any(text => statement.Pattern.IsMatch(text)))];

    [GeneratedRegex(@"create (virtual )?table (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table();
}
