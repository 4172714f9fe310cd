using System.Security.Cryptography;
using System.Text;
using Lockstep.Backup;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Imports;

/// <summary>
/// Databases as the version left them that kept the imports of each resource in tables of their own: its scripts, and rows as it wrote
/// them. Each resource has two runs with the same numbers: one that came to its end, and one that was cut after two of its four rows.
/// </summary>
internal static class VersionBefore
{
    public const string FinishedRun = "done";
    public const string CutRun = "cut";

    /// <summary>The Idempotency-Key of the finished run, which the first user sent.</summary>
    public const string RequestKey = "key-of-before";

    private const long Owner = 1;
    private static readonly DateTimeOffset At = new(2026, 11, 1, 18, 0, 0, TimeSpan.Zero);

    /// <summary>The last script that it had, of the runtime and of each module.</summary>
    private static readonly Dictionary<string, int> Last = new(StringComparer.Ordinal)
    {
        ["runtime"] = 4, ["identity"] = 7, ["crm"] = 2, ["inventory"] = 4, ["orders"] = 3, ["sync"] = 2,
    };

    public static IReadOnlyList<string> Modules { get; } =
    [.. Lockstep.Host.Program.Modules.Select(static module => module.Manifest.Name).Where(Last.ContainsKey)];

    /// <summary>
    /// What a database of this version has beyond those of the version before: the moves are the last scripts of each module.
    /// </summary>
    public static bool Has(SchemaScript script) => script.Number <= Last[script.Area];

    public static IReadOnlyList<SchemaScript> Scripts(string module, string store) =>
        [
            .. SchemaScript.In(typeof(IStore).Assembly, "runtime", store),
            .. SchemaScript.In(
                Lockstep
                    .Host.Program.Modules.Single(one => string.Equals(one.Manifest.Name, module, StringComparison.Ordinal))
                    .Manifest.Schema,
                module,
                store),
        ];

    /// <summary>Makes the databases.</summary>
    /// <param name="store">The kind of store, as in the names of scripts.</param>
    /// <param name="open">Opens the database of a module, with scripts.</param>
    /// <param name="verdicts">How many rows the finished runs have.</param>
    public static async Task MakeAsync(string store, Func<string, IReadOnlyList<SchemaScript>, Task<IStore>> open, int verdicts = 3)
    {
        foreach (var module in Modules)
        {
            var database = await open(module, [.. Scripts(module, store).Where(Has)]);
            using (database as IDisposable)
            {
                await database.WriteAsync(async transaction =>
                {
                    foreach (var (prefix, record) in TablesOf(module))
                    {
                        await FillAsync(transaction, prefix, record, verdicts);
                    }

                    return true;
                }, CancellationToken.None);
            }
        }
    }

    /// <summary>What its commands worked with: it had no other modules.</summary>
    public static ServiceProvider Services(IConfiguration settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings);
        services.AddLogging();
        services.AddRuntime(settings).AddCopies(settings);
        foreach (var module in Lockstep.Host.Program.Modules.Where(static module => Last.ContainsKey(module.Manifest.Name)))
        {
            module.AddServices(services);
        }

        return services.BuildServiceProvider();
    }

    private static (string Prefix, string Record)[] TablesOf(string module) => module switch
    {
        "crm" => [("", "customer")],
        "inventory" => [("", "product"), ("stock_", "product")],
        "orders" => [("", "order")],
        _ => [],
    };

    private static async Task FillAsync(ITransaction transaction, string prefix, string record, int verdicts)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"user:{Owner}\n{RequestKey}"));
        var insert = $"""
            insert into {prefix}imports
              (run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at)
            values ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $9, $10) returning id
            """;
        var done = await transaction.FirstAsync(
            insert, static row => row.Int64(0), FinishedRun, key, $"user:{Owner}", "[\"note\"]", verdicts, verdicts - 1, 1, At,
            At.AddSeconds(1), (SqlValue)At.AddSeconds(1));
        var cut = await transaction.FirstAsync(
            insert, static row => row.Int64(0), CutRun, (byte[]?)null, $"user:{Owner}", "[]", 2, 1, 1, At, At.AddSeconds(2),
            (DateTimeOffset?)null);
        await transaction.ExecuteAsync(
            "insert into leases (name, owner, token, expires_at) values ($1, $2, 1, $3)", $"{prefix}import:{cut}", "gone",
            At.AddYears(100));
        await transaction.InsertManyAsync(
            $"{prefix}import_rows",
            ["import_id", "row", "outcome", $"{record}_id", "message", "line", .. record is "order" ? new[] { "amount" } : []],
            [
                .. Enumerable.Range(1, verdicts - 1).Select(row => Row(done, row, "created", 100 + row, null, record)),
                Row(done, verdicts, "refused", null, "name: Must not be empty.", record),
                Row(cut, 1, "created", 200, null, record), Row(cut, 2, "refused", null, "name: Must not be empty.", record),
            ]);
    }

    private static SqlValue[] Row(long import, int row, string outcome, long? id, string? message, string record)
    {
        SqlValue[] values = [import, row, outcome, id, message, row + 1];
        return record is "order" ? [.. values, outcome is "refused" ? (long?)null : 125_000] : values;
    }
}
