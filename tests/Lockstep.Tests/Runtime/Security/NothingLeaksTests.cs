using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>
/// Uses every kind of secret, rightly and wrongly, and then looks for each in the data folder, the log, the answers, the figures and the
/// documents. A new kind of secret gets its lines in <see cref="UseAsync"/>, and its values into <c>_secrets</c>.
/// </summary>
[RunsOnEachStore]
public sealed partial class NothingLeaksTests : IAsyncLifetime
{
    private const string Stored = "stored-Geheimnis-4711";
    /// <summary>Holds a process id, and can't be opened while the process lives.</summary>
    private const string LockFile = "lockstep.lock";
    private readonly CollectedSecrets _secrets = new();
    private readonly TestFolder _folder = new();
    private readonly AllLines _log = new();
    private readonly Transcript _transcript = new();
    private TestApp _app = null!;
    private HttpClient _client = null!;
    private string _access = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _secrets.Add("the admin's password", TestApp.AdminPassword);
        _app = await StartAsync(_folder.Path);
        _client = new HttpClient(_transcript, disposeHandler: false) { BaseAddress = _app.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _transcript.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_secret_is_found_in_files_log_answers_figures_or_documents()
    {
        await UseAsync();
        await AddKeysAsync();
        LookIntoFiles("while it runs");
        await LookIntoDatabasesAsync("while it runs");
        await _app.DisposeAsync();
        LookIntoFiles("after the end");
        await LookIntoDatabasesAsync("after the end");

        // The search does see: the one file that holds a key holds it, and the log tells of what was done.
        _secrets.FindIn(await File.ReadAllBytesAsync(_folder.File("master.key"), Ct)).ShouldBe(["the master key"]);
        _log.Lines.ShouldContain(line => line.Contains("secret test.password set by user:1", StringComparison.Ordinal));
        foreach (var line in _log.Lines)
        {
            _secrets.FindIn(line).ShouldBeEmpty(line);
        }

        foreach (var (what, text) in _transcript.Answers)
        {
            _secrets.FindIn(text).ShouldBeEmpty($"{what}: {text}");
        }
    }

    [Fact]
    public async Task A_copy_of_the_folder_without_the_master_key_opens_nothing()
    {
        await SetAsync("""{"value":"stored-Geheimnis-4711"}""");
        using TestFolder thief = new(), owner = new();
        Copy(thief, "master.key");
        Copy(owner);

        var message = (await Should.ThrowAsync<StartupException>(() => StartAsync(thief.Path))).Message;
        message.ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
        message.ShouldNotContain("\n");
        await using var restored = await StartAsync(owner.Path);
        (await restored.Services.GetRequiredService<ISecrets>().FindAsync("test.password", Ct)).ShouldBe(Stored);
    }

    private static byte[] ECDsaFrom(string pem)
    {
        using var pair = ECDsa.Create();
        pair.ImportFromPem(pem.AsSpan(pem.IndexOf("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal)));
        return pair.ExportParameters(includePrivateParameters: true).D!;
    }

    /// <summary>All of the folder but what is there to hold a secret, and says so in docs/operations.md.</summary>
    /// <summary>Where they are not among the files.</summary>
    private async Task LookIntoDatabasesAsync(string when)
    {
        foreach (var module in TestDatabases.IsPostgres ? TestDatabases.Modules : [])
        {
            var content = await BehindTheBack.DumpAsync(_folder.Path, module);
            content.Length.ShouldBeGreaterThan(0);
            _secrets.FindIn(content).ShouldBeEmpty($"{module} {when}");
        }
    }

    private void LookIntoFiles(string when)
    {
        var files = Directory
            .GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetRelativePath(_folder.Path, file) is not ("master.key" or "first-admin.txt" or "tls/certificate.pem" or LockFile)
            )
            .ToList();
        files.Count.ShouldBeGreaterThan(TestDatabases.IsPostgres ? 0 : 4);
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            _secrets.FindIn(content.ToArray()).ShouldBeEmpty($"{Path.GetFileName(file)} {when}");
        }
    }

    private Task SetAsync(string body) => SendAsync(HttpMethod.Put, "/api/secrets/test.password", body);

    private async Task SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        request.Headers.Authorization = _app.Admin.DefaultRequestHeaders.Authorization;
        foreach (var (name, value) in headers)
        {
            // One credential only: a second one would be refused before the first is looked at.
            request.Headers.Authorization = name is "Authorization" or "X-Api-Key" ? null : request.Headers.Authorization;
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request, Ct);
    }

    private async Task SendFormAsync(string form)
    {
        using var answer = await _client.PostAsync("/oauth/token", Form(form), Ct);
    }

    /// <summary>A request whose answer hands out a secret.</summary>
    private async Task<JsonNode> AskAsync(string path, string body, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        request.Headers.TryAddWithoutValidation(
            "Authorization", authorization ?? _app.Admin.DefaultRequestHeaders.Authorization!.ToString());
        request.Options.Set(Transcript.HandsOut, true);
        using var answer = await _client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Signs in or renews; the one kind of answer that may hold tokens.</summary>
    /// <returns>The refresh token.</returns>
    private async Task<string> HandOutAsync(string path, HttpContent content, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Options.Set(Transcript.HandsOut, true);
        using var answer = await _client.SendAsync(request, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(path);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        _access = _secrets.Add($"access token of {path}", (string)body["access_token"]!);
        _secrets.Add($"its signature of {path}", ((string)body["access_token"]!).Split('.')[2]);
        return _secrets.Add($"refresh token of {path}", (string)body["refresh_token"]!);
    }

    private static StringContent Form(string text) =>
        new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));

    private Task<TestApp> StartAsync(string folder) => TestApp.StartAsync(
        builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log);
            builder.Services.AddSingleton(new KnownSecret("test.password", "Opens what this test guards."));
        },
        folder, databases: _folder.Path);
}
