using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// No request is forged: whoever wants something done calls the use case. A request that the program makes for itself would pass limits,
/// sign-in and audit a second time, or past them (ADR 0037 says where that is wanted).
/// </summary>
internal static class Forgeries
{
    private static readonly string[] Excepted =
    [
        // Gives a body to what the server itself refuses: bytes that never became a request.
        "src/Gateway/Edge/Connections/ParserRefusals.cs",

        // The reads of a batch are requests of one caller, which limits, sign-in and permissions are meant to count and check one by one.
        "src/Gateway/Batch/ReadContext.cs",
    ];

    private static readonly string[] Kinds =
    [
        "DefaultHttpContext", "IHttpContextFactory", "DefaultHttpContextFactory", "HttpRequestFeature", "FeatureCollection",
        "HttpResponseFeature", "StreamResponseBodyFeature", "IHttpApplication",
    ];

    /// <summary>Places that make a request, or the parts of one.</summary>
    public static IEnumerable<string> Made(SourceFile file) => file.IsIn("src") && !Excepted.Contains(file.Path, StringComparer.Ordinal)
        ? file.Root.DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(static name => Kinds.Contains(name.Identifier.Text, StringComparer.Ordinal))
            .Select(name => $"{file.At(name)} forges a request: {name}")
        : [];
}
