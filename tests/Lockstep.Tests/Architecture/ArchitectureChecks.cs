using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

/// <summary>The rules of the house: who may know whom, and what must be written down.</summary>
internal static class ArchitectureChecks
{
    private const string Warning = "sealed class A { [LoggerMessage(1999, LogLevel.Warning, \"no\")] void B(); }";
    private const string Variable = "sealed class A { string B = \"LOCKSTEP_PLANTED\"; }";
    private const string Mapped = "A { void Map(R r) => r.MapGet(\"/\", Go); ";
    private const string Described =
        "/// <summary>Its settings; section <c>A</c> of the configuration.</summary>\n"
        + "sealed class AOptions { /// <summary>How many. Default 1.</summary>\n [Range(1, 9)] public int B { get; init; } = 1; }";

    public static IReadOnlyList<TidyCheck> All { get; } =
    [
        new("projects refer only to what they may know", References.Forbidden)
        {
            Planted = [Project("src/Modules/Crm/Lockstep.Crm.csproj", "ProjectReference", "../Inventory/Lockstep.Inventory.csproj")],
            Clean = [Project("src/Modules/Crm/Lockstep.Crm.csproj", "ProjectReference", "../../Runtime/Lockstep.Runtime.csproj")],
        },
        new("a connector knows only its kit", References.Forbidden)
        {
            Planted = [Project("src/Connectors/Lockstep.Connectors.csproj", "ProjectReference", "../Runtime/Lockstep.Runtime.csproj")],
            Clean =
            [
                Project(
                    "src/Connectors/Lockstep.Connectors.csproj", "ProjectReference", "../Connectors.Sdk/Lockstep.Connectors.Sdk.csproj"),
            ],
        },
        new("contracts refer to nothing", References.OfContracts)
        {
            Planted = [Project("src/Contracts/Lockstep.Contracts.csproj", "PackageReference", "CsvHelper")],
            Clean = [Project("src/Runtime/Lockstep.Runtime.csproj", "PackageReference", "CsvHelper")],
        },
        new("each record has one writer", Writers.Second)
        {
            Planted =
            [
                Class(
                    "src/Modules/Orders/Writer/OrderWriter.cs", "Lockstep.Orders",
                    "A { object B() => new RecordChange(OrderTable.Kind, 1); }"),
                Class(
                    "src/Modules/Orders/Import/Second.cs", "Lockstep.Orders", "C { object B() => new RecordChange(OrderTable.Kind, 2); }"),
            ],
            Clean =
            [
                Class(
                    "src/Modules/Orders/Writer/OrderWriter.cs", "Lockstep.Orders",
                    "A { object B() => new RecordChange(OrderTable.Kind, 1); }"),
                Class("src/Modules/Crm/CustomerWriter.cs", "Lockstep.Crm", "C { object B() => new RecordChange(CustomerTable.Kind, 2); }"),
            ],
        },
        new("no table of records is written past its writer", Writers.Second)
        {
            Planted =
            [
                Class("src/Modules/Orders/Writer/OrderWriter.cs", "Lockstep.Orders", "A { object B() => OrderTable.UpdateAsync(1); }"),
                Class("src/Modules/Orders/Pulls/Second.cs", "Lockstep.Orders", "C { object B() => OrderTable.DeleteAsync(2); }"),
            ],
            Clean =
            [
                Class("src/Modules/Orders/Writer/OrderWriter.cs", "Lockstep.Orders", "A { object B() => OrderTable.UpdateAsync(1); }"),
                Class("src/Modules/Orders/Pulls/Reader.cs", "Lockstep.Orders", "C { object B() => OrderTable.FindAsync(2); }"),
            ],
        },
        new("no record is written past its writer", Writers.Second)
        {
            Planted =
            [
                Class(
                    "src/Modules/Orders/Pulls/Second.cs", "Lockstep.Orders",
                    "C { object B(T t, Order before, Order after) => OrderRecord.Table.UpdateAsync(t, before, after); }"),
            ],
            Clean =
            [
                Class(
                    "src/Modules/Crm/Customers/CustomerWriter.cs", "Lockstep.Crm",
                    "C { object B(T t, Customer before, Customer after) => CustomerRecord.Table.UpdateAsync(t, before, after); }"),
                Class("src/Modules/Orders/Pulls/Reader.cs", "Lockstep.Orders", "C { object B(T t) => OrderRecord.Table.FindAsync(t, 2); }"),
            ],
        },
        new("a write keeps nothing of a run", files => files.Where(file => file.IsCode && file.IsIn("src")).SelectMany(Reruns.Kept))
        {
            Planted =
            [
                Class(
                    "src/Sync/A.cs", "Lockstep.Sync",
                    "A { async Task B() { Task? c = null; "
                        + "await store.WriteAsync(async transaction => { (var d, c) = await E(transaction); return d; }); } }"),
            ],
            Clean =
            [
                Class(
                    "src/Sync/A.cs", "Lockstep.Sync",
                    "A { async Task B() { await store.WriteAsync("
                        + "async transaction => { var c = new List<int>(); c.Add(1); transaction.OnCommitted(() => _d++); "
                    + "return new E { F = c }; }); } }"),
            ],
        },
        new("a collection outside is kept too", files => files.Where(file => file.IsCode && file.IsIn("src")).SelectMany(Reruns.Kept))
        {
            Planted =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { void B(List<int> c) => C((transaction, d) => { c.Add(d); return d; }); }"),
            ],
            Clean = [Class("src/Sync/A.cs", "Lockstep.Sync", "A { void B(List<int> c) => C((other, d) => { c.Add(d); return d; }); }")],
        },
        new("no request behind an endpoint", Requests.BehindEndpoints)
        {
            Planted = [Class("src/Sync/A.cs", "Lockstep.Sync", Mapped + "void Go() => Work(); void Work(HttpContext c) { } }")],
            Clean = [Class("src/Sync/A.cs", "Lockstep.Sync", Mapped + "void Go(HttpContext c) => Work(); void Work() { } }")],
        },
        new("no request is forged", files => files.Where(file => file.IsCode).SelectMany(Forgeries.Made))
        {
            Planted =
            [Class("src/Gateway/A.cs", "Lockstep.Gateway", "A { Task B(RequestDelegate next) => next(new DefaultHttpContext()); }")],
            Clean =
            [
                Class("src/Gateway/A.cs", "Lockstep.Gateway", "A { Task B(HttpContext context, RequestDelegate next) => next(context); }"),
                Class("tests/A.cs", "Lockstep.Tests", "A { object B = new DefaultHttpContext(); }"),
            ],
        },
        new("no circle of files", Circles.OfFiles)
        {
            Planted =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { B? _b; }"),
                Class("src/Sync/B.cs", "Lockstep.Sync", "B { void Go() => A.Go(); }")
            ],
            Clean =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { B? _b; }"),
                Class("src/Sync/B.cs", "Lockstep.Sync", "B { int A; int C => A; }"),
                Class("src/Gateway/B.cs", "Lockstep.Sync", "B { A? _a; }"), Class("src/Sync/D.cs", "Lockstep.Other", "D { A? _a; }"),
            ],
        },
        new("no circle of folders", Circles.OfFolders)
        {
            Planted =
            [
                Class("src/Sync/One/A.cs", "Lockstep.Sync", "A { B? _b; }"), Class("src/Sync/Two/B.cs", "Lockstep.Sync", "B;"),
                Class("src/Sync/Two/C.cs", "Lockstep.Sync", "C { D? _d; }"), Class("src/Sync/One/D.cs", "Lockstep.Sync", "D;"),
            ],
            Clean =
            [
                Class("src/Sync/One/A.cs", "Lockstep.Sync", "A { B? _b; }"), Class("src/Sync/Two/B.cs", "Lockstep.Sync", "B;"),
                Class("src/Sync/Two/C.cs", "Lockstep.Sync", "C { B? _d; }"), Class("src/Sync/One/D.cs", "Lockstep.Sync", "D;"),
            ],
        },
        new("no circle of rooms through a folder below", Circles.OfFolders)
        {
            Planted =
            [
                Class("src/Sync/One/Deep/A.cs", "Lockstep.Sync", "A { B? _b; }"), Class("src/Sync/Two/B.cs", "Lockstep.Sync", "B;"),
                Class("src/Sync/Two/C.cs", "Lockstep.Sync", "C { D? _d; }"), Class("src/Sync/One/D.cs", "Lockstep.Sync", "D;"),
            ],
            Clean =
            [
                Class("src/Sync/One/Deep/A.cs", "Lockstep.Sync", "A { D? _d; }"),
                Class("src/Sync/One/D.cs", "Lockstep.Sync", "D { C? _c; }"),
                Class("src/Sync/Two/C.cs", "Lockstep.Sync", "C;"),
            ],
        },
        new("no circle hides behind a member of the same name", Circles.OfFiles)
        {
            Planted =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { B? _b; }"),
                Class("src/Sync/B.cs", "Lockstep.Sync", "B { int A; void Go() => A.Go(); }")
            ],
            Clean =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { B? _b; }"), Class("src/Sync/B.cs", "Lockstep.Sync", "B { int A; int C => A; }")
            ],
        },
        new("no circle hides behind a qualified name", Circles.OfFiles)
        {
            Planted =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { C? _c; }"), Class("src/Sync/C.cs", "Lockstep.Sync", "C { Sync.A? _a; }")
            ],
            Clean =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "A { C? _c; }"), Class("src/Sync/C.cs", "Lockstep.Sync", "C { Other.A? _a; }")
            ],
        },
        new("no circle hides behind an attribute", Circles.OfFiles)
        {
            Planted =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "AAttribute { C? _c; }"),
                Class("src/Sync/C.cs", "Lockstep.Sync", "C { [A] int _a; }")
            ],
            Clean =
            [
                Class("src/Sync/A.cs", "Lockstep.Sync", "AAttribute { C? _c; }"),
                Class("src/Sync/C.cs", "Lockstep.Sync", "C { [B] int _a; }")
            ],
        },
        new("only host and runtime know the topology", files => files.Where(file => file.IsCode).SelectMany(Topology.KnownOutside))
        {
            Planted = [new SourceFile("src/Sync/A.cs", "sealed class A { SqliteStore? _store; }")],
            Clean =
            [
                new SourceFile("src/Host/A.cs", "sealed class A { SqliteStore? _store; }"),
                new SourceFile("src/Sync/B.cs", "// Not even SQLite.\n"),
            ],
        },
        new("calls go out one way", files => files.Where(file => file.IsCode).SelectMany(WayOut.Others))
        {
            Planted = [new SourceFile("src/Sync/A.cs", "sealed class A { object B = new HttpClient(); }")],
            Clean =
            [
                new SourceFile("src/Sync/A.cs", "sealed class A { HttpClient? B; }"),
                new SourceFile(WayOut.Guard, "sealed class B { object C = new HttpClient(); }"),
            ],
        },
        new("no shorthand makes another way out", files => files.Where(file => file.IsCode).SelectMany(WayOut.Others))
        {
            Planted = [new SourceFile("src/Sync/A.cs", "sealed class A { HttpClient B = new(); }")],
            Clean = [new SourceFile("src/Sync/A.cs", "sealed class A { object B = new(); }")],
        },
        new("no other handler of the framework is a way out", files => files.Where(file => file.IsCode).SelectMany(WayOut.Others))
        {
            Planted = [new SourceFile("src/Sync/A.cs", "sealed class A { object B = new SocketsHttpHandler(); }")],
            Clean = [new SourceFile("tests/A.cs", "sealed class A { object B = new SocketsHttpHandler(); }")],
        },
        new("mail and figures have no second way out", files => files.Where(file => file.IsCode).SelectMany(WayOut.Others))
        {
            Planted = [new SourceFile("src/Modules/Crm/A.cs", "sealed class A : MailKit.Net.Smtp.SmtpClient;")],
            Clean = [new SourceFile("src/Modules/Crm/A.cs", "sealed class A : MailKit.ISmtpClient;")],
        },
        new("schema scripts have no gaps", Schemas.Gaps)
        {
            Planted = [new SourceFile("src/Sync/Schema/0001_a.sqlite.sql", ""), new SourceFile("src/Sync/Schema/0003_c.sqlite.sql", "")],
            Clean = [new SourceFile("src/Sync/Schema/0001_a.sqlite.sql", ""), new SourceFile("src/Sync/Schema/0002_c.sqlite.sql", "")],
        },
        new("log events are unique", Handbook.LogEvents)
        {
            Planted =
            [
                new SourceFile("src/Sync/A.cs", Warning), new SourceFile("src/Sync/B.cs", Warning),
                new SourceFile(Handbook.Book, "| 1999 | no |"),
            ],
            Clean = [new SourceFile("src/Sync/A.cs", Warning), new SourceFile(Handbook.Book, "| 1999 | no |")],
        },
        new("log events are explained", Handbook.LogEvents)
        {
            Planted = [new SourceFile("src/Sync/A.cs", Warning)],
            Clean = [new SourceFile("src/Sync/A.cs", Warning), new SourceFile(Handbook.Book, "| 1999 | no |")],
        },
        new("only log events that exist are explained", Handbook.LogEvents)
        {
            Planted = [new SourceFile(Handbook.Book, "| 1998 | never |")],
            Clean = [],
        },
        OfSettings("settings have a range", Described.Replace("[Range(1, 9)]", "", StringComparison.Ordinal)),
        OfSettings("settings tell their default", Described.Replace("Default 1.", "", StringComparison.Ordinal)),
        OfSettings("settings are explained", Described.Replace("int B", "int C", StringComparison.Ordinal)),
        OfSettings("the told defaults are the ones in the code", Described.Replace("= 1", "= 2", StringComparison.Ordinal)),
        new("environment variables are explained", Handbook.Variables)
        {
            Planted = [new SourceFile("src/Sync/A.cs", Variable)],
            Clean = [new SourceFile("src/Sync/A.cs", Variable), new SourceFile(Handbook.Book, "`LOCKSTEP_PLANTED`")],
        },
        new("every part has a README", Signposts.MissingReadmes)
        {
            Planted = [new SourceFile("src/Modules/Crm/Lockstep.Crm.csproj", "")],
            Clean = [new SourceFile("src/Modules/Crm/Lockstep.Crm.csproj", ""), new SourceFile("src/Modules/Crm/README.md", "")],
        },
        new("links lead somewhere", Signposts.DeadLinks)
        {
            Planted = [new SourceFile("docs/adr/0001-a.md", "See [this](../none.md).")],
            Clean =
            [
                new SourceFile("docs/adr/0001-a.md", "See [this](../b.md#c) and [that](https://example.com)."),
                new SourceFile("docs/b.md", ""),
            ],
        },
        new("decisions have one shape", Signposts.ShapelessDecisions)
        {
            Planted = [new SourceFile("docs/adr/0001-a.md", "# 1\n\n## Context\n\n## Options\n\n## Decision\n")],
            Clean = [new SourceFile("docs/adr/0001-a.md", "# 1\n\n## Context\n\n## Options\n\n## Decision\n\n## Consequences\n")],
        },
    ];

    private static TidyCheck OfSettings(string name, string planted) => new(name, Handbook.Settings)
    {
        Planted = [new SourceFile("src/Sync/AOptions.cs", planted), new SourceFile(Handbook.Book, "| `A__B` | 1 |")],
        Clean = [new SourceFile("src/Sync/AOptions.cs", Described), new SourceFile(Handbook.Book, "| `A__B` | 1 |")],
    };

    private static SourceFile Class(string path, string space, string text) => new(path, $"namespace {space};\n\nsealed class {text}\n");

    private static SourceFile Project(string path, string kind, string reference) =>
        new(path, $"<Project><ItemGroup><{kind} Include=\"{reference}\" /></ItemGroup></Project>");
}
