using System.Globalization;
using System.Security.Cryptography;

namespace Lockstep.Bench.Servers;

/// <summary>Lockstep as a child process on a data folder, with its own sign-in.</summary>
internal sealed class LockstepServer : Server
{
    private const string Email = "bench@example.com";

    // One for all servers of a run: a folder may be served again.
    private static readonly string Password = RandomNumberGenerator.GetHexString(32);

    private LockstepServer(string data)
    {
        Data = data;
        Api = new LockstepApi(Http, Email, Password);
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public LockstepApi Api { get; }

    /// <summary>Starts on the folder, with the flows that Lockstep ships or with none.</summary>
    /// <param name="options">What the command line said.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="flows">Whether the shipped flows run.</param>
    /// <param name="asShipped">Whether .NET runs it with its own settings instead of those that both sides of a pair get.</param>
    /// <param name="paths">
    /// Whether it is this program's own build of it with two more paths, see <see cref="OpenAndClosed"/>.
    /// </param>
    /// <param name="postgres">Where its databases are; null for files in the data folder.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<LockstepServer> StartAsync(
        BenchOptions options, string data, bool flows = false, bool asShipped = false, bool paths = false, PostgresServer? postgres = null,
        Dictionary<string, string>? settings = null)
    {
        var server = new LockstepServer(data);
        var environment = new Dictionary<string, string>(asShipped ? [] : SharedEnvironment.Variables, StringComparer.Ordinal)
        {
            ["LOCKSTEP_HTTP"] = Text(server.Port),
            ["LOCKSTEP_HTTPS"] = Text(FreePort()),
            ["LOCKSTEP_DATA"] = data,
            ["LOCKSTEP_ADMIN_EMAIL"] = Email,
            ["LOCKSTEP_ADMIN_PASSWORD"] = Password,

            // One caller on one address is all the load there is; the limits themselves stay in place.
            ["LOCKSTEP_Limits__PerCallerRate"] = "1000000",
            ["LOCKSTEP_Limits__PerCallerBurst"] = "10000000",
            ["LOCKSTEP_Limits__PerAddressRate"] = "1000000",
            ["LOCKSTEP_Limits__PerAddressBurst"] = "10000000",
        };
        Dictionary<string, string> flowless = flows ? [] : new(StringComparer.Ordinal)
        {
            ["LOCKSTEP_FLOWS"] = Workspace.NewFolder("no-flows"),
        };
        foreach (var (name, value) in flowless.Concat(postgres?.Settings ?? []).Concat(settings ?? []).Concat(options.Environment))
        {
            environment[name] = value;
        }

        try
        {
            var (assembly, command) = await ProgramAsync(options, paths);
            await server.StartAsync(assembly, [command], environment);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is run, and with which command.</summary>
    private static async Task<(string Assembly, string Command)> ProgramAsync(BenchOptions options, bool paths) => paths
        ? (typeof(OpenAndClosed).Assembly.Location, "open-and-closed")
        : (await LockstepBuild.AssemblyAsync(options.Lockstep), "serve");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
