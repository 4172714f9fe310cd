using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Which file names a type that another one declares. It goes by names: a name counts when the namespace of a type that is called so can be
/// seen from the file or stands before it, and nothing nearer (a member or a parameter of the file) is meant. It does not see extension
/// methods, nor what is only inferred (<c>var</c>, the type of a call).
/// </summary>
internal static class Uses
{
    private const string OfAttribute = "Attribute";

    /// <summary>The files that each file uses, itself left out, by their paths.</summary>
    public static Dictionary<string, HashSet<string>> Within(IReadOnlyList<SourceFile> files)
    {
        var declared = files
            .SelectMany(file => Types(file).Select(type => (Name: type, Namespace: NamespaceOf(file), file.Path)))
            .ToLookup(type => type.Name, StringComparer.Ordinal);
        return files.ToDictionary(
            file => file.Path,
            file =>
            {
                var (seen, own) = (Seen(file), Types(file).ToHashSet(StringComparer.Ordinal));
                return Names(file).Distinct()
                    // A type in several files is one: its parts know each other.
                    .Where(name => !own.Contains(name.Name))
                    .SelectMany(
                        name =>
                            declared[name.Name].Where(
                                type => name.Before is { } before ? Ends(type.Namespace, before) : seen(type.Namespace)))
                    .Where(type => !string.Equals(type.Path, file.Path, StringComparison.Ordinal))
                    .Select(type => type.Path)
                    .ToHashSet(StringComparer.Ordinal);
            },
            StringComparer.Ordinal);
    }

    private static IEnumerable<string> Types(SourceFile file) =>
        file.Root.DescendantNodes(static node => node is not BaseTypeDeclarationSyntax)
        .Select(static node => node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            DelegateDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        })
        .OfType<string>();

    private static string NamespaceOf(SourceFile file) =>
        file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>Whether a namespace can be seen from the file: it is around it, or the file uses it.</summary>
    private static Func<string, bool> Seen(SourceFile file)
    {
        var around = $"{NamespaceOf(file)}.";
        var used = file.Root.DescendantNodes().OfType<UsingDirectiveSyntax>().Select(one => one.Name?.ToString() ?? "").ToHashSet(
            StringComparer.Ordinal);
        return space => used.Contains(space) || around.StartsWith($"{space}.", StringComparison.Ordinal);
    }

    private static bool Ends(string space, string before) => $".{space}".EndsWith($".{before}", StringComparison.Ordinal);

    /// <summary>The names that may be of types, with what stands before them and a dot; null when nothing does.</summary>
    private static IEnumerable<(string Name, string? Before)> Names(SourceFile file)
    {
        var members = Members(file);
        foreach (var name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var text = name.Identifier.Text;
            if (Before(name) is { } before)
            {
                yield return (text, before);
            }
            else if (!IsMember(name) && (IsType(name) || !members.Contains(text)))
            {
                yield return (
                    name.Parent is AttributeSyntax && !text.EndsWith(OfAttribute, StringComparison.Ordinal) ? text + OfAttribute : text,
                    null);
            }
        }
    }

    private static HashSet<string> Members(SourceFile file) => file.Root.DescendantNodes().Select(static node => node switch
    {
        PropertyDeclarationSyntax member => member.Identifier.Text,
        MethodDeclarationSyntax member => member.Identifier.Text,
        EnumMemberDeclarationSyntax member => member.Identifier.Text,
        ParameterSyntax member => member.Identifier.Text,
        VariableDeclaratorSyntax member => member.Identifier.Text,
        TupleElementSyntax member => member.Identifier.Text,
        _ => null,
    }).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>What can be nothing else; also what stands before a dot, where a member and its type may be called alike.</summary>
    private static bool IsType(SimpleNameSyntax name) =>
        SyntaxFacts.IsInTypeOnlyContext(name) || name.Parent is MemberAccessExpressionSyntax;

    private static string? Before(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access.Expression.ToString(),
        QualifiedNameSyntax qualified when qualified.Right == name => qualified.Left.ToString(),
        _ => null,
    };

    /// <summary>What is given a value by its name belongs to something else, and so does what stands behind a question mark.</summary>
    private static bool IsMember(SimpleNameSyntax name) => name.Parent switch
    {
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => true,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == name,
        _ => false,
    };
}
