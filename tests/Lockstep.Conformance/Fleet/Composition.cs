using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using YamlDotNet.Serialization;

namespace Lockstep.Conformance.Fleet;

/// <summary>
/// What deploy/compose.yaml composes, without containers: the same settings and the same secrets, on ports of the loopback.
/// </summary>
internal sealed class Composition : IAsyncDisposable
{
    private const string Proxy = "nginx.conf";
    private const string ProxyLog = "nginx.log";
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private Process? _proxy;

    /// <summary>Where people come in.</summary>
    public Uri Address { get; } = new($"https://localhost:{FreePort()}");

    /// <summary>The certificate that the proxy shows.</summary>
    public string Certificate => _secrets["proxy-certificate"];

    /// <summary>Makes the secrets as the page says, and reads the composition with the program that is to start it.</summary>
    public static async Task<Composition> ReadAsync()
    {
        var composition = new Composition();
        var made = composition._folder.File("site");
        await RunAsync(Checkout.PathOf("deploy", "prepare.sh"), [], ("LOCKSTEP_SITE", made));

        // In a container they are somebody else's; here they are this user's, who is to close them.
        await RunAsync("chmod", ["-R", "go=", made]);
        var text = await RunAsync("docker-compose", ["-f", Checkout.PathOf("deploy", "compose.yaml"), "config"]);
        var root = (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize<object>(text)!;
        foreach (var (name, secret) in At(root, "secrets"))
        {
            var file = (string)((Dictionary<object, object>)secret)["file"];
            composition._secrets[(string)name] = Path.Combine(made, "secrets", Path.GetFileName(file));
        }

        foreach (var (name, value) in At(root, "services", "lockstep-1", "environment"))
        {
            composition._settings[(string)name] = composition.OnThisMachine((string)value);
        }

        composition._settings["LOCKSTEP_FLOWS"] = Path.Combine(made, "flows");
        composition._settings["LOCKSTEP_BIND"] = "127.0.0.1";
        composition._settings["LOCKSTEP_Edge__TrustedProxies"] = "127.0.0.0/8";
        return composition;
    }

    /// <summary>The password of the database's user, as it was made.</summary>
    public Task<string> PasswordAsync() => File.ReadAllTextAsync(_secrets["postgres-password"]);

    /// <summary>Starts one of the processes, which finds the password where the composition says.</summary>
    /// <param name="site">A site on PostgreSQL.</param>
    /// <param name="port">Its port of HTTPS; 0 for any.</param>
    public ServerProcess StartProcess(Site site, int port = 0)
    {
        var place = new NpgsqlConnectionStringBuilder(site.Databases.Connection);
        var connection = _settings["LOCKSTEP_POSTGRES"].Replace(
            "Host=postgres", $"Host={place.Host};Port={place.Port};Database={place.Database}", StringComparison.Ordinal);
        return ServerProcess.Start(
            site,
            [
                .. _settings.Select(static setting => (setting.Key, setting.Value)),
                ("LOCKSTEP_POSTGRES", connection), ("LOCKSTEP_HTTPS", $"{port}"),
            ]);
    }

    /// <summary>Starts the proxy with the settings that deploy/ has for it.</summary>
    /// <param name="ports">The ports of HTTPS of lockstep-1 and lockstep-2.</param>
    public async Task StartProxyAsync(params int[] ports)
    {
        var settings = OnThisMachine(await File.ReadAllTextAsync(Checkout.PathOf("deploy", Proxy)))
            .Replace("error_log stderr", $"error_log {_folder.File(ProxyLog)}", StringComparison.Ordinal)
            .Replace("/tmp/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("listen 8443", $"listen 127.0.0.1:{Address.Port}", StringComparison.Ordinal);
        for (var index = 0; index < ports.Length; index++)
        {
            settings = settings.Replace($"lockstep-{index + 1}:8443", $"127.0.0.1:{ports[index]}", StringComparison.Ordinal);
        }

        var file = _folder.File(Proxy);
        await File.WriteAllTextAsync(file, settings);
        var start = new ProcessStartInfo(
            LocalProgram.Find("nginx"),
            ["-p", _folder.Path, "-c", file, "-g", Environment.IsPrivilegedProcess ? "daemon off; user root;" : "daemon off;"])
        { UseShellExecute = false };
        _proxy = Process.Start(start).ShouldNotBeNull("nginx is missing? ./test fetches it");
        await Eventually.HoldsAsync(IsListening, "the proxy does not listen");
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is { HasExited: false })
        {
            await RunAsync("/bin/sh", ["-c", $"kill -TERM {_proxy.Id}"]);
            await _proxy.WaitForExitAsync();
        }

        _proxy?.Dispose();
        _folder.Dispose();
    }

    private bool IsListening()
    {
        if (_proxy!.HasExited)
        {
            throw new InvalidOperationException(File.ReadAllText(_folder.File(ProxyLog)));
        }

        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string OnThisMachine(string text) => _secrets.Aggregate(
        text, static (text, secret) => text.Replace($"/run/secrets/{secret.Key}", secret.Value, StringComparison.Ordinal));

    private static Dictionary<object, object> At(Dictionary<object, object> root, params string[] path) =>
        path.Aggregate(root, static (node, name) => (Dictionary<object, object>)node[name]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start).ShouldNotBeNull($"{program} is missing? ./test installs it");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program}: {await errors}");
        return output;
    }
}
