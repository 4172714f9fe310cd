using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Lockstep.Conformance.Support;

/// <summary>MariaDB on a free port of the loopback, with its data in a folder that goes with it.</summary>
public sealed class MariaDbServer : IAsyncLifetime
{
    public const string User = "lockstep";
    public const string Password = "secret-of-the-tables";
    public const string Database = "shop";
    private readonly TempFolder _folder = new();
    private Process? _process;

    public int Port { get; private set; }

    private string Root => string.Create(
        CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={Port};User ID=root;SslMode=None;Pooling=false");

    /// <summary>As somebody who may do everything in a database.</summary>
    public string ConnectionTo(string database) => string.Create(
        CultureInfo.InvariantCulture,
            $"Server=127.0.0.1;Port={Port};User ID={User};Password={Password};Database={database};SslMode=None;Pooling=false");

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName is "root" && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        }

        var data = $"--datadir={_folder.File("data")}";
        using (var install = Start(
            "mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"))
        {
            await install.WaitForExitAsync();
            install.ExitCode.ShouldBe(0, "mariadb-install-db");
        }

        Port = Ports.Free();
        _process = Start(
            "mariadbd", "--no-defaults", data, string.Create(CultureInfo.InvariantCulture, $"--port={Port}"), "--bind-address=127.0.0.1",
            $"--socket={_folder.File("s")}", $"--pid-file={_folder.File("pid")}", "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M", "--skip-log-bin", "--performance-schema=off", "--character-set-server=utf8mb4");
        await Eventually.HoldsAsync(() => AnswersAsync(Root));
        await RunAsync(Root, $"create user {User} identified by '{Password}'; grant process on *.* to {User}");
    }

    /// <summary>Runs statements as somebody who may do everything.</summary>
    public Task RunAsRootAsync(string sql) => RunAsync(Root, sql);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var opened = new MySqlConnection(connection);
        await opened.OpenAsync();
        await using var command = new MySqlCommand(sql, opened);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> AnswersAsync(string connection)
    {
        try
        {
            await RunAsync(connection, "select 1");
            return null;
        }
        catch (MySqlException error)
        {
            return error.Message;
        }
    }

    /// <summary>It refuses to run as root.</summary>
    private static Process Start(string program, params string[] arguments)
    {
        string[] whole = [LocalProgram.Find(program), .. arguments];
        var start = Environment.UserName is "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", .. whole])
            : new ProcessStartInfo(whole[0], whole[1..]);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) =
            (false, true, true, "/");
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} is missing? ./test installs it");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
