namespace Lockstep.Tests.Tidy;

/// <summary>The rules of style that a machine can hold; docs/style.md tells the others.</summary>
internal static class TidyChecks
{
    public static IReadOnlyList<TidyCheck> All { get; } =
    [
        TidyCheck.OfCode("namespaces are file-scoped", Form.BlockNamespaces, "namespace A { }", "namespace A;"),
        TidyCheck.OfCode("no pragmas, no regions", Form.Directives, "#pragma warning disable CA1000\n", "#if DEBUG\n#endif\n"),
        TidyCheck.OfCode("no region hides code", Form.Directives, "#region Fields\n", "// region Fields\n"),
        TidyCheck.OfCode("no rule is silenced", Form.Suppressions, "[SuppressMessage(\"a\", \"b\")] class A;", "[Fact] class A;"),
        TidyCheck.OfCode("a loose end has an issue number", Form.LooseEnds, "// TODO: later\n", "// TODO (#12): later\n"),
        OfText("no path of one machine", Form.MachinePaths, "cp /" + "work/out.txt .", "cp src/work/out.txt ."),
        OfText("a home folder is a path of one machine", Form.MachinePaths, "see `/" + "home/me/notes`", "see `$HOME/me/notes` and /homes"),
        TidyCheck.OfCode(
            "classes are closed", Names.OpenClasses, "class A;", "sealed class A; abstract class B; static class C; struct D;"),
        TidyCheck.OfCode("records are closed", Names.OpenClasses, "record A(int B);", "sealed record A(int B); readonly record struct C;"),
        TidyCheck.OfCode("names say something", Names.EmptyTypeNames, "sealed class OrderManager;", "sealed class ManagerOfOrders;"),
        TidyCheck.OfCode("interfaces say something", Names.EmptyTypeNames, "interface IOrderHelper;", "interface IOrderLines;"),
        TidyCheck.OfCode("names are the field's words", Names.EmptyTypeNames, "sealed class OrderDesk;", "sealed class DesktopOrder;"),
        new("a name is of one type", Names.TypesOfOneName)
        {
            Planted =
            [
                new SourceFile("src/A/Link.cs", "namespace A; class Link;"), new SourceFile("src/B/Link.cs", "namespace B; class Link;"),
            ],
            Clean =
            [
                new SourceFile("src/A/Link.cs", "namespace A; partial class Link;"),
                new SourceFile("src/A/Link.Part.cs", "namespace A; partial class Link;"),
                new SourceFile("src/B/Link.cs", "namespace B; class Link<T>; class Links { class Link; }"),
            ],
        },
        new("no folder into which everything falls", Names.EmptyFolderNames)
        {
            Planted = [new SourceFile("src/Sync/Common/Words.cs", "")],
            Clean = [new SourceFile("src/Sync/Flows/Common.cs", "")],
        },
        TidyCheck.OfCode(
            "what gives a task ends in Async", Names.AsyncNames, "sealed class A { Task Go() => B; }",
            "sealed class A { Task GoAsync() => B; public override Task Go() => B; [Fact] public Task It_goes() => B; }"),
        TidyCheck.OfCode(
            "what ends in Async gives a task", Names.AsyncNames,
            "sealed class A { void GoAsync() { } }", "sealed class A { void Go() { } ValueTask<int?> CountAsync() => default; }"),
        TidyCheck.OfCode(
            "the token is called ct", Names.TokensLast,
            "sealed class A { void Go(int b, CancellationToken token) { } }",
            "sealed class A : IHostedService { void Go(int b, CancellationToken ct) { } "
                + "public Task StartAsync(CancellationToken cancellationToken) => B; }"),
        TidyCheck.OfCode(
            "the token comes last", Names.TokensLast,
            "interface IA { void Go(CancellationToken ct, int b); }", "interface IA { void Go(int b, CancellationToken ct); }"),
        new("files are short", Sizes.LongFiles) { Planted = [Code(Sizes.FileMax + 1)], Clean = [Code(Sizes.FileMax)] },
        new("no line is wide", Sizes.WideLines)
        {
            Planted = [Wide("src/Sync/Planted.cs", Raw)],
            Clean = [Wide("src/Sync/Clean.cs", "// ", by: 0), Wide("tests/Clean.cs", Raw)],
        },
        new("no comment is wide", Sizes.WideLines)
        {
            Planted = [Wide("tests/Planted.cs", "// ", by: 1)], Clean = [Wide("tests/Clean.cs", "// ", by: 0)],
        },
        new("no line of a page is wide", Sizes.WideLinesOfPages)
        {
            Planted = [Wide("src/Portal/web/Planted.tsx", "// ", by: 1)], Clean = [Wide("src/Portal/web/Planted.tsx", "// ", by: 0)],
        },
        new("methods fit on a screen", Sizes.LongMethods) { Planted = [Method(Sizes.MethodMax + 1)], Clean = [Method(Sizes.MethodMax)] },
        new("most files are short", Sizes.Spread)
        {
            Planted = [Code(Sizes.FileMedianMax + 1), Code(Sizes.FileMedianMax + 1), Code(1)],
            Clean = [Code(Sizes.FileMedianMax), Code(Sizes.FileMedianMax), Code(Sizes.FileMax)],
        },
        new("nine files of ten are not long", Sizes.Spread)
        {
            Planted = [.. Enumerable.Repeat(Code(1), 8), .. Enumerable.Repeat(Code(Sizes.FileMostMax + 1), 3)],
            Clean = [.. Enumerable.Repeat(Code(1), 10), Code(Sizes.FileMax)],
        },
        new("most methods are short", Sizes.Spread)
        {
            Planted = [Method(Sizes.MethodMedianMax + 1)],
            Clean = [Method(Sizes.MethodMedianMax)],
        },
        new("the front door is small", Sizes.LongReadmes)
        {
            Planted = [Lines("README.md", Sizes.FrontDoorMax + 1)],
            Clean = [Lines("README.md", Sizes.FrontDoorMax)],
        },
        new("the README of a part is small", Sizes.LongReadmes)
        {
            Planted = [Lines("src/Sync/README.md", Sizes.ReadmeMax + 1)],
            Clean = [Lines("src/Sync/README.md", Sizes.ReadmeMax)],
        },
    ];

    private static TidyCheck OfText(string name, Func<IReadOnlyList<SourceFile>, IEnumerable<string>> find, string planted, string clean) =>
        new(name, find) { Planted = [new SourceFile("docs/planted.md", planted)], Clean = [new SourceFile("docs/planted.md", clean)] };

    private const string Raw = "var a = \"\"\"";

    /// <summary>A line that is wider than allowed by some columns.</summary>
    private static SourceFile Wide(string path, string start, int by = 100) => new(
        path, $"{start}{new string('x', Sizes.WidthMax - start.Length + by)}{(start is Raw ? "\"\"\";" : "")}\n");

    private static SourceFile Code(int lines) => Lines("src/Sync/Planted.cs", lines);

    private static SourceFile Lines(string path, int lines) => new(path, string.Concat(Enumerable.Repeat("// a line\n", lines)));

    private static SourceFile Method(int lines) =>
        new(
            "src/Sync/Planted.cs",
            $"sealed class A\n{{\n    void Go()\n    {{\n{string.Concat(Enumerable.Repeat("        B();\n", lines - 3))}    }}\n}}\n");
}
