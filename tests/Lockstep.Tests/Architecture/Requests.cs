using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// A use case is a function without HTTP. A request is known to the edge and to endpoints: what a file hands to <c>MapGet</c> and the like,
/// and nothing behind it.
/// </summary>
internal static class Requests
{
    private static readonly string[] Edge = ["src/Gateway", "src/Host", "src/Portal", "src/Runtime/Http", "src/Runtime/Security"];

    /// <summary>What the protocol of a browser's sign-in elsewhere is made of: redirects, cookies and the query that comes back.</summary>
    private static readonly string[] Protocols =
    [
        "src/Modules/Identity/SingleSignOn/SsoAttempts.cs", "src/Modules/Identity/SingleSignOn/SsoSignIn.cs",
        "src/Modules/Identity/Sessions/OAuthRefusal.cs", "src/Runtime/UseCases/WorkBinding.cs",
    ];

    /// <summary>Places that know of a request and are no endpoint.</summary>
    public static IEnumerable<string> BehindEndpoints(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsCode && file.IsIn("src") && !Edge.Any(file.IsIn) && !Protocols.Contains(file.Path, StringComparer.Ordinal)
        let endpoints = Endpoints(file)
        from name in file.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.Text is "HttpContext" && !IsEndpoint(name, endpoints)
        select $"{file.At(name)} knows of a request, and is no endpoint";

    private static HashSet<string> Endpoints(SourceFile file) => file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Where(static call => NameOf(call).StartsWith("Map", StringComparison.Ordinal))
        .SelectMany(static call => call.ArgumentList.Arguments)
        .Select(static argument => (argument.Expression as SimpleNameSyntax)?.Identifier.Text)
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };

    /// <summary>A lambda that is mapped, or a method that is.</summary>
    private static bool IsEndpoint(SyntaxNode name, HashSet<string> endpoints) => name.Ancestors().Any(node => node switch
    {
        LambdaExpressionSyntax lambda => lambda.Ancestors().OfType<InvocationExpressionSyntax>().Any(
            static call => NameOf(call).StartsWith("Map", StringComparison.Ordinal)),
        MethodDeclarationSyntax method => endpoints.Contains(method.Identifier.Text),
        _ => false,
    });
}
