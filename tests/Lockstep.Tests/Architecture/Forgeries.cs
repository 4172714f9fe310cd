using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// No request is forged: whoever wants something done calls the use case. A request that the program makes for itself would pass limits,
/// sign-in and audit a second time, or past them.
/// </summary>
internal static class Forgeries
{
    /// <summary>Gives a body to what the server itself refuses: bytes that never became a request.</summary>
    private const string NoRequest = "src/Gateway/Edge/Connections/ParserRefusals.cs";

    private static readonly string[] Kinds =
    [
        "DefaultHttpContext", "IHttpContextFactory", "DefaultHttpContextFactory", "HttpRequestFeature", "FeatureCollection", "HttpResponseFeature",
        "StreamResponseBodyFeature", "IHttpApplication",
    ];

    /// <summary>Places that make a request, or the parts of one.</summary>
    public static IEnumerable<string> Made(SourceFile file) => file.IsIn("src") && file.Path is not NoRequest
        ? file.Root.DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(static name => Kinds.Contains(name.Identifier.Text, StringComparer.Ordinal))
            .Select(name => $"{file.At(name)} forges a request: {name}")
        : [];
}
