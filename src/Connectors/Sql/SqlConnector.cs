using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sql;

/// <summary>
/// Tables of a PostgreSQL, MySQL or MariaDB database as records: read by a column that says when a row changed, or by a table that triggers
/// write, and written by key. See docs/sql-tables.md.
/// </summary>
public sealed class SqlConnector : IConnector
{
    private static readonly string[] Engines = [PostgresEngine.Word, MySqlEngine.Word];
    private static readonly string[] TlsWords = ["none", "prefer", "require", "verify"];

    /// <inheritdoc />
    public string Name => "sql";

    /// <inheritdoc />
    public string Description => "Tables of a PostgreSQL, MySQL or MariaDB database.";

    /// <inheritdoc />
    public IReadOnlyList<OptionField> Options { get; } =
    [
        new("engine", OptionKind.Text, "postgres, or mysql, which is MariaDB too.", IsRequired: true),
        new("host", OptionKind.Text, "The server's name or address.", IsRequired: true),
        new("port", OptionKind.Number, "Its port, 1 to 65,535. Default 5432, or 3306."),
        new("database", OptionKind.Text, "The database.", IsRequired: true),
        new("tls", OptionKind.Text,
            "none, prefer, require (encrypted) or verify (and the server's certificate is checked). Default verify."),
        new("connections", OptionKind.Number, "The most connections at once, 1 to 100. Default 8."),
        new("kinds", OptionKind.Part, "Kinds of records by their names, each with its table.", IsRequired: true),
    ];

    /// <inheritdoc />
    public IReadOnlyList<SignInKind> SignIns { get; } = [SignInKind.None, SignInKind.Basic];

    /// <inheritdoc />
    public ISystem? Open(SystemSetup setup, SettingNode options)
    {
        var engine = options.Word("engine", Engines);
        var host = options.Required("host");
        var port = options.Whole("port", 1, 65_535);
        var database = options.Required("database");
        var tls = options.Word("tls", TlsWords) ?? "verify";
        var connections = options.Whole("connections", 1, 100) ?? 8;
        var kinds = options.Parts("kinds", static (name, part) => SqlTable.Read(name, part));
        if (!options.Has("kinds"))
        {
            options.Fault("kinds", "must name at least one kind");
        }
        else if (engine is null)
        {
            options.Fault("engine", $"must be one of {string.Join(", ", Engines)}");
        }

        if (setup.Limits.Rate is not null)
        {
            // Told rather than taken and not kept: a database is spared by fewer connections and writes at once.
            options.Fault("limits.rate", "is for systems that are called over HTTP; use limits.inFlight and connections here");
        }

        if (engine is null || host is null || database is null || kinds.Count == 0)
        {
            return null;
        }

        var place = new SqlPlace(host, port, database, tls, connections, setup.SignIn, setup.Limits.Timeout ?? TimeSpan.FromSeconds(30));
        return new SqlSystem(setup.Name, engine is PostgresEngine.Word ? new PostgresEngine(place) : new MySqlEngine(place), kinds,
            setup.Limits.InFlight);
    }
}
