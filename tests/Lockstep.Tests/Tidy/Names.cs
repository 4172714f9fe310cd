using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Tidy;

/// <summary>How types, methods and parameters are called and closed.</summary>
internal static class Names
{
    private static readonly string[] EmptyEndings =
    [
        "Manager", "Helper", "Helpers", "Impl", "Base", "Util", "Utils",
        "Desk", "Keeper", "Door", "Gate", "Book", "Bell", "Desks", "Keepers",
        "Doors", "Gates", "Books", "Bells",
    ];
    private static readonly string[] EmptyFolders = ["Common", "Shared", "Utils", "Helpers", "Misc"];
    private static readonly string[] Promises = ["Task", "ValueTask", "IAsyncEnumerable"];

    public static IEnumerable<string> OpenClasses(SourceFile file) =>
        file
            .Root.DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .Where(type => type is ClassDeclarationSyntax or RecordDeclarationSyntax { RawKind: (int)SyntaxKind.RecordDeclaration })
            .Where(type =>
                !Has(type.Modifiers, SyntaxKind.SealedKeyword)
                && !Has(type.Modifiers, SyntaxKind.AbstractKeyword)
                && !Has(type.Modifiers, SyntaxKind.StaticKeyword)
            )
            .Select(type => $"{file.At(type)}: {type.Identifier} is neither sealed nor abstract nor static");

    public static IEnumerable<string> EmptyTypeNames(SourceFile file) => file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        .Where(type => EmptyEndings.Any(ending => type.Identifier.Text.EndsWith(ending, StringComparison.Ordinal)))
        .Select(type => $"{file.At(type)}: {type.Identifier} ends in a word that says nothing");

    /// <summary>Whoever looks for a type by its name finds one; what lies within a type is told apart by it.</summary>
    public static IEnumerable<string> TypesOfOneName(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsCode && file.IsIn("src")
        from type in file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let place = type.Parent as BaseNamespaceDeclarationSyntax
        where place is not null
        group (At: file.At(type), In: place.Name.ToString())
            by (type.Identifier.Text, (type as TypeDeclarationSyntax)?.Arity) into types
        where types.DistinctBy(static type => type.In, StringComparer.Ordinal).Skip(1).Any()
        select $"{types.Key.Text} is a type at {string.Join(" and at ", types.Select(static type => type.At))}";

    public static IEnumerable<string> EmptyFolderNames(IReadOnlyList<SourceFile> files) => files
        .Where(file => file.IsCode && file.Folder.Split('/').Any(EmptyFolders.Contains))
        .Select(file => $"{file.Path} lies in a folder into which everything falls");

    /// <summary>Tests are named as promises, and an override is named by what it overrides.</summary>
    public static IEnumerable<string> AsyncNames(SourceFile file)
    {
        foreach (var (node, name, type) in Methods(file.Root))
        {
            var isPromise = Promises.Contains(TypeName(type), StringComparer.Ordinal);
            if (isPromise != name.EndsWith("Async", StringComparison.Ordinal))
            {
                yield return isPromise
                    ? $"{file.At(node)}: {name} gives a {TypeName(type)}, but its name does not end in Async"
                    : $"{file.At(node)}: {name} gives no task, but its name ends in Async";
            }
        }
    }

    /// <summary>The token of the framework's own interfaces keeps the name it has there.</summary>
    public static IEnumerable<string> TokensLast(SourceFile file) =>
        from list in file.Root.DescendantNodes().OfType<ParameterListSyntax>()
        where list.Parent is not (ParenthesizedLambdaExpressionSyntax or AnonymousMethodExpressionSyntax) && !IsGiven(list.Parent)
        from parameter in list.Parameters
        where parameter.Type?.ToString() is "CancellationToken" or "CancellationToken?"
        where parameter != list.Parameters[^1] || parameter.Identifier.Text is not "ct"
        select $"{file.At(parameter)}: {parameter} must be the last parameter, and be called ct";

    private static IEnumerable<(SyntaxNode Node, string Name, TypeSyntax Type)> Methods(SyntaxNode root)
    {
        foreach (var method in root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (!IsGiven(method) && !IsTest(method) && method.Identifier.Text is not "Main")
            {
                yield return (method, method.Identifier.Text, method.ReturnType);
            }
        }

        foreach (var local in root.DescendantNodes().OfType<LocalFunctionStatementSyntax>())
        {
            yield return (local, local.Identifier.Text, local.ReturnType);
        }
    }

    /// <summary>Whether somebody else chose the method's shape: a base class, or the interface of a hosted service.</summary>
    private static bool IsGiven(SyntaxNode? node) => node is MethodDeclarationSyntax method
        && (Has(method.Modifiers, SyntaxKind.OverrideKeyword)
            || method.ExplicitInterfaceSpecifier is not null
            || (method.Identifier.Text is "StartAsync" or "StopAsync" && method.Parent is TypeDeclarationSyntax { BaseList: { } bases }
                && bases.Types.Any(type => type.Type.ToString() is "IHostedService")));

    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    private static string TypeName(TypeSyntax type) => type switch
    {
        GenericNameSyntax generic => generic.Identifier.Text,
        NullableTypeSyntax nullable => TypeName(nullable.ElementType),
        _ => type.ToString(),
    };

    private static bool Has(SyntaxTokenList modifiers, SyntaxKind kind) => modifiers.Any(modifier => modifier.IsKind(kind));
}
