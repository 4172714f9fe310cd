namespace Lockstep.Runtime.Storage;

/// <summary>Where the modules keep their databases; <c>LOCKSTEP_STORE</c>.</summary>
public enum StoreKind
{
    /// <summary>Files in the data folder, for one process. The default.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, for one process or several.</summary>
    Postgres,
}

/// <summary>Reads the setting.</summary>
public static class StoreKinds
{
    /// <summary><c>sqlite</c>, <c>postgres</c> or nothing, which is <c>sqlite</c>.</summary>
    /// <exception cref="StartupException">It is something else.</exception>
    public static StoreKind Parse(string? text) => text switch
    {
        null or "" or "sqlite" => StoreKind.Sqlite,
        "postgres" => StoreKind.Postgres,
        _ => throw new StartupException($"LOCKSTEP_STORE is {text}, but must be sqlite or postgres."),
    };
}
