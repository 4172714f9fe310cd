using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Which file names a type that another one declares. It goes by names: a name counts when the namespace of a type that is called so can be seen
/// from the file, and nothing nearer (a member or a parameter of the file) is called so too.
/// </summary>
internal static class Uses
{
    /// <summary>The files that each file uses, itself left out, by their paths.</summary>
    public static Dictionary<string, HashSet<string>> Within(IReadOnlyList<SourceFile> files)
    {
        var declared = files
            .SelectMany(file => Types(file).Select(type => (Name: type, Namespace: NamespaceOf(file), file.Path)))
            .ToLookup(type => type.Name, StringComparer.Ordinal);
        return files.ToDictionary(
            file => file.Path,
            file => Names(file).Distinct(StringComparer.Ordinal)
                .SelectMany(name => declared[name])
                .Where(type => Sees(file, type.Namespace) && !string.Equals(type.Path, file.Path, StringComparison.Ordinal))
                .Select(type => type.Path)
                .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static IEnumerable<string> Types(SourceFile file) => file.Root.DescendantNodes(static node => node is not BaseTypeDeclarationSyntax)
        .Select(static node => node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            DelegateDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        })
        .OfType<string>();

    private static string NamespaceOf(SourceFile file) =>
        file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static bool Sees(SourceFile file, string space) => $"{NamespaceOf(file)}.".StartsWith($"{space}.", StringComparison.Ordinal)
        || file.Root.DescendantNodes().OfType<UsingDirectiveSyntax>().Any(one => string.Equals(one.Name?.ToString(), space, StringComparison.Ordinal));

    private static IEnumerable<string> Names(SourceFile file)
    {
        var members = file.Root.DescendantNodes().Select(static node => node switch
        {
            PropertyDeclarationSyntax member => member.Identifier.Text,
            MethodDeclarationSyntax member => member.Identifier.Text,
            EnumMemberDeclarationSyntax member => member.Identifier.Text,
            ParameterSyntax member => member.Identifier.Text,
            VariableDeclaratorSyntax member => member.Identifier.Text,
            TupleElementSyntax member => member.Identifier.Text,
            _ => null,
        }).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return file.Root.DescendantNodes(static node => node is not UsingDirectiveSyntax)
            .OfType<SimpleNameSyntax>()
            .Where(name => SyntaxFacts.IsInTypeOnlyContext(name) || (!IsMember(name) && !members.Contains(name.Identifier.Text)))
            .Select(static name => name.Identifier.Text);
    }

    /// <summary>What stands behind a dot, or is given a value by its name, belongs to something else.</summary>
    private static bool IsMember(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name == name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => true,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == name,
        _ => false,
    };
}
