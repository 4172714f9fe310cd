using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Modules;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// The module that a page describes, compiled from the files that stand in it against the assemblies that its project names.
/// </summary>
internal static partial class PageModule
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using "
            + "System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    /// <summary>The files of a page, by the names that stand above them.</summary>
    public static IReadOnlyDictionary<string, string> FilesOf(string page) =>
        File()
            .Matches(page)
            .ToDictionary(static file => file.Groups["path"].Value, static file => file.Groups["text"].Value, StringComparer.Ordinal);

    /// <summary>The module; fails the test with what the compiler says when there is anything to say.</summary>
    public static IModule Compile(IReadOnlyDictionary<string, string> files)
    {
        var project = files.Single(static file => file.Key.EndsWith(".csproj", StringComparison.Ordinal));
        var name = Path.GetFileNameWithoutExtension(project.Key);
        var trees = files
            .Where(static file => file.Key.EndsWith(".cs", StringComparison.Ordinal))
            .Select(static file => Parse(file.Key, file.Value))
            // A permission belongs to a table that is compiled already.
            .Append(Parse("Permissions.cs", $"namespace {name}; internal static class Permissions {{ {files["Permissions"]} }}"))
            .Append(Parse("GlobalUsings.cs", ImplicitUsings));
        var plain = CSharpCompilation.Create(
            name, trees, References(project.Value),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([JsonGenerator()], parseOptions: Language)
            .RunGeneratorsAndUpdateCompilation(plain, out var whole, out var told);
        using var bytes = new MemoryStream();
        var emitted = whole.Emit(
            bytes, manifestResources: files.Where(static file => file.Key.EndsWith(".sql", StringComparison.Ordinal)).Select(Embed));
        told.Concat(emitted.Diagnostics).Where(static one => one.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty();
        bytes.Position = 0;
        var module = AssemblyLoadContext
            .Default.LoadFromStream(bytes)
            .GetExportedTypes()
            .Single(static type => typeof(IModule).IsAssignableFrom(type));
        return (IModule)Activator.CreateInstance(module)!;
    }

    private static SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Language, path);

    private static ResourceDescription Embed(KeyValuePair<string, string> script) => new(
        $"Schema/{Path.GetFileName(script.Key)}", () => new MemoryStream(Encoding.UTF8.GetBytes(script.Value)), isPublic: true);

    /// <summary>The framework, and of ours only what the project refers to.</summary>
    private static IEnumerable<MetadataReference> References(string project) => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).StartsWith("lockstep", StringComparison.OrdinalIgnoreCase)
            || project.Contains($"{Path.GetFileNameWithoutExtension(path)}.csproj", StringComparison.Ordinal))
        .Select(static path => MetadataReference.CreateFromFile(path));

    /// <summary>The one that comes with the SDK, which built these tests.</summary>
    private static ISourceGenerator JsonGenerator()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        var file = Directory
            .GetDirectories(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), $"{Environment.Version.Major}.*")
            .Select(static pack => Path.Combine(pack, "analyzers", "dotnet", "cs", "System.Text.Json.SourceGeneration.dll"))
            .Last(System.IO.File.Exists);
        var generator = Assembly
            .LoadFrom(file)
            .GetTypes()
            .Single(static type =>
                typeof(IIncrementalGenerator).IsAssignableFrom(type) && type.IsDefined(typeof(GeneratorAttribute), inherit: false)
            );
        return ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator();
    }

    [GeneratedRegex(
        """^\*\*`(?<path>[^`]+)`\*\*\n\n```[a-z]+\n(?<text>.*?)^```$""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex File();
}
