using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Only the host, the runtime and what copies databases know whether this is one process or many, and which store and transport it has. The
/// connector to tables talks to other people's databases.
/// </summary>
internal static class Topology
{
    private static readonly string[] Secrets = ["Sqlite", "SQLite", "Postgres", "Npgsql", "Rabbit", "InProcess", "Yarp", "Topology"];
    private static readonly string[] Inside = ["src/Host", "src/Runtime", "src/Backup", "src/Connectors/Sql"];

    public static IEnumerable<string> KnownOutside(SourceFile file) =>
        file.IsIn("src") && !Inside.Any(file.IsIn)
            ? file
                .Root.DescendantTokens()
                .Where(token =>
                    token.IsKind(SyntaxKind.IdentifierToken)
                    && Secrets.Any(secret => token.Text.Contains(secret, StringComparison.OrdinalIgnoreCase))
                )
                .Select(token => $"{file.At(token.Parent!)} knows of {token.Text}")
            : [];
}
