using System.Diagnostics;

namespace Lockstep.Conformance.Access;

/// <summary>Other people's checks and generators of clients, as they come, on the documents that a server gives out.</summary>
[Trait(NodeFolder.Trait, NodeFolder.OpenId)]
public sealed class When_other_tools_read_the_OpenAPI_documents : IAsyncLifetime
{
    private static readonly string[] Documents = ["v1", "erp", "mini", "portal"];
    private readonly TempFolder _folder = new();
    private readonly Site _site = new(Lockstep.Runtime.Storage.StoreKind.Sqlite);
    private ServerProcess _server = null!;
    private Api _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = ServerProcess.Start(_site);
        _api = await _server.ReadyAsync();
        foreach (var name in Documents)
        {
            var document = await _api.Http.GetStringAsync(new Uri($"/openapi/{name}.json", UriKind.Relative), Ct);
            await File.WriteAllTextAsync(PathOf($"{name}.json"), document, Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Redocly_and_Spectral_find_no_error()
    {
        await File.WriteAllTextAsync(PathOf("rules.yaml"), "extends: [\"spectral:oas\"]\n", Ct);
        foreach (var name in Documents)
        {
            var redocly = await NodeFolder.RunAsync("node_modules/@redocly/cli/bin/cli.js", "lint", PathOf($"{name}.json"));
            redocly.Code.ShouldBe(0, redocly.Output);
            var spectral = await NodeFolder.RunAsync(
                "node_modules/@stoplight/spectral-cli/dist/index.js", "lint", PathOf($"{name}.json"), "--ruleset", PathOf("rules.yaml"),
                "-D");
            spectral.Code.ShouldBe(0, spectral.Output);
        }
    }

    [Fact]
    public async Task Types_of_openapi_typescript_compile_and_say_what_is_a_number_and_what_an_instant()
    {
        foreach (var name in Documents)
        {
            var made = await NodeFolder.RunAsync(
                "node_modules/openapi-typescript/bin/cli.js", PathOf($"{name}.json"), "-o", PathOf($"{name}.ts"));
            made.Code.ShouldBe(0, made.Output);
        }

        await File.WriteAllTextAsync(PathOf("check.ts"), """
            import type { components, operations } from "./v1";
            import type { components as erp } from "./erp";
            declare const customer: components["schemas"]["Customer"];
            declare const order: erp["schemas"]["ErpOrder"];
            declare const file: operations["getCustomersExport"]["responses"][200]["content"]["text/csv"];
            export const id: number = customer.id;
            export const at: string = customer.createdAt;
            export const organisation: string | null | undefined = customer.organisation;
            export const total: number = order.totalAmount;
            export const lines: string[] = file.split("\n");
            """, Ct);
        var compiled = await NodeFolder.RunAsync(
            "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", PathOf("check.ts"));
        compiled.Code.ShouldBe(0, compiled.Output);
    }

    [Fact]
    public async Task Clients_of_NSwag_and_Kiota_compile_and_read_answers()
    {
        foreach (var file in Directory.GetFiles(Checkout.PathOf("tests", "Lockstep.Conformance", "Clients")))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
        }

        File.Move(PathOf("Program.cs.txt"), PathOf("Program.cs"));
        await RunAsync("tool", "restore", "--tool-manifest", "dotnet-tools.json");
        await RunAsync(
            "tool", "run", "nswag", "openapi2csclient", "/input:v1.json", "/output:NSwag.cs", "/namespace:NSwagMade",
            "/classname:NSwagClient", "/JsonLibrary:SystemTextJson");
        await RunAsync(
            "tool", "run", "kiota", "generate", "-l", "CSharp", "-d", "v1.json", "-c", "KiotaClient", "-n", "Kiota.Made", "-o", "Kiota");
        var customer = await _api.PostAsync("/api/customers", new { name = "Ada", email = "ada@example.com" });
        var product = await _api.PostAsync("/api/products", new { name = "Bolt", price = 4.95, stock = 10 });
        await _api.PostAsync("/api/orders", new
        {
            customerId = customer.GetProperty("id").GetInt64(),
            items = new[] { new { productId = product.GetProperty("id").GetInt64(), quantity = 2 } },
        });
        var output = await RunAsync(
            "run", "--", _api.Http.BaseAddress!.ToString(), _api.Http.DefaultRequestHeaders.Authorization!.Parameter!);
        output.Trim().Split('\n')[^2..].ShouldBe(["NSwag: Ada, 4.95, 9.9", "Kiota: Ada, 4.95, 9.9"]);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["KIOTA_OFFLINE_ENABLED"] = "true", ["MSBUILDDISABLENODEREUSE"] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
