using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What a connection string may not say: with it, connections would not be what the stores rely on.</summary>
internal static class PostgresKeywords
{
    private static readonly string[] Writable = ["primary", "read-write"];

    /// <exception cref="StartupException">It says such a thing; the message names it and what to do.</exception>
    public static void Refuse(NpgsqlConnectionStringBuilder given)
    {
        if (Fault(given) is { } fault)
        {
            throw new StartupException($"LOCKSTEP_POSTGRES {fault}");
        }
    }

    private static string? Fault(NpgsqlConnectionStringBuilder given)
    {
        var attributes = given.TargetSessionAttributes;
        return given switch
        {
            { Pooling: false } =>
                "has Pooling=false, with which nothing would bound the number of connections; "
                    + "leave it out, and set Postgres__ConnectionsMax.",
            { Multiplexing: true } =>
                "has Multiplexing=true, with which the statements of a transaction would not stay together; leave it out.",
            _ when !IsUtf8(given.ClientEncoding) => $"has Client Encoding={given.ClientEncoding}, but texts travel in UTF-8; leave it out.",
            _ when !IsUtf8(given.Encoding) => $"has Encoding={given.Encoding}, but texts travel in UTF-8; leave it out.",
            _ when given.Host!.Contains(',', StringComparison.Ordinal) => Writable.Contains(attributes, StringComparer.OrdinalIgnoreCase)
                ? null
                : "names several servers, of which some may be standbys, which take no writes "
                    + "and lag behind; add Target Session Attributes=primary.",
            _ => attributes is null || attributes.Equals("any", StringComparison.OrdinalIgnoreCase)
                ? null
                : $"has Target Session Attributes={attributes}, which is for several servers and names only one; leave it out.",
        };
    }

    private static bool IsUtf8(string? encoding) =>
        encoding is null || encoding.Replace("-", "", StringComparison.Ordinal).Equals("UTF8", StringComparison.OrdinalIgnoreCase);
}
