using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Calls go out through the guard only. Beside it are the client of the commands, which talk to Lockstep itself, those of mail servers, and
/// the figures' way to a collector, which takes its client from the guard.
/// </summary>
internal static class WayOut
{
    public const string Guard = "src/Runtime/Outbound/GuardedHttp.cs";
    private const string Commands = "src/Host/Commands/ServerApi.cs";
    private const string Mail = "src/Runtime/Mail/MailClients.cs";
    private const string Figures = "src/Runtime/Telemetry/Figures.cs";
    private const string Client = "HttpClient";

    private static readonly string[] Kinds =
    [
        "SocketsHttpHandler", "HttpClientHandler", "WinHttpHandler", "AddHttpClient", "IHttpClientFactory", "HttpMessageInvoker",
        "WebRequest", "HttpWebRequest", "WebClient", "ClientWebSocket", "TcpClient", "QuicConnection", "SmtpClient", "ImapClient",
        "Pop3Client", "AddOtlpExporter",
    ];

    public static IEnumerable<string> Others(SourceFile file) => file.IsIn("src") && file.Path is not (Guard or Commands or Mail or Figures)
        ? file.Root.DescendantNodes().Where(IsWayOut).Select(found => $"{file.At(found)} makes a way out of its own: {found}")
        : [];

    private static bool IsWayOut(SyntaxNode node) =>
        node switch
        {
            ObjectCreationExpressionSyntax
            {
                Type: SimpleNameSyntax { Identifier.Text: Client } or QualifiedNameSyntax { Right.Identifier.Text: Client }
            } => true,
            ImplicitObjectCreationExpressionSyntax made => made.FirstAncestorOrSelf<VariableDeclarationSyntax>()
                ?.Type.ToString()
                .TrimEnd('?') is Client,
            IdentifierNameSyntax name => Kinds.Contains(name.Identifier.Text, StringComparer.Ordinal),
            _ => false,
        };
}
