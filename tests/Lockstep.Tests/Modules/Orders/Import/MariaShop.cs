using System.Diagnostics;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>
/// A shop in a MariaDB of its own, as Debian has it; where there is none, <c>LOCKSTEP_TEST_MARIADB</c> names the folder of one.
/// </summary>
internal sealed class MariaShop : IAsyncDisposable
{
    private const string Tables = """
        create table customers (id int primary key, name varchar(150), email varchar(180), phone varchar(50), city varchar(100));
        create table products (id int primary key, sku varchar(64), name varchar(200), price decimal(12, 2), in_stock int);
        create table orders (
          id int primary key, customer_id int, status varchar(20), created_at datetime, po_number varchar(50), erp_number varchar(50));
        create table order_lines (id int primary key, order_id int, product_id int, quantity int, price decimal(12, 2));
        insert into customers values (7, 'Zoë "Zed" Müller', 'zoe@example.com', '+49 30 1', 'Köln'), 
          (9, 'Bob; O''Hara', null, null, null);
        insert into products values (70, 'CUP-1', 'Cup, blue', 4.95, 5), (71, 'POT-1', 'Pot', 20.00, 0);
        insert into orders values
          (101, 7, 'completed', '2024-05-06 07:08:09', 'PO-1', 'ERP-1'), (102, 9, 'cancelled', '2024-06-06 07:08:09', null, null),
          (205, 7, 'pending', '2026-01-30 10:00:00', 'PO-2', null), (206, 9, 'processing', '2026-01-30 11:00:00', null, 'ERP-2'),
          (207, 7, 'shipped', '2026-01-29 11:00:00', null, 'ERP-3');
        insert into order_lines values
          (1, 101, 70, 2, 4.50), (2, 102, 71, 1, 20.00), (3, 205, 70, 3, 4.95),
          (4, 205, 71, 1, 19.00), (5, 206, 71, 2, 20.00), (6, 207, 70, 1, 4.95);
        """;

    private static readonly string Home = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_MARIADB") ?? "/usr";
    private readonly DirectoryInfo _folder;
    private readonly Process _server;

    private MariaShop(DirectoryInfo folder, Process server) => (_folder, _server) = (folder, server);

    public static bool IsThere => File.Exists($"{Home}/sbin/mariadbd") && File.Exists($"{Home}/bin/mariadb");

    public static async Task<MariaShop> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-shop-");
        folder.CreateSubdirectory("data");
        var server = Start(
            "sbin/mariadbd", "--no-defaults", "--user=root", "--skip-grant-tables", "--skip-networking", $"--datadir={folder}/data",
            $"--socket={folder}/sock", $"--pid-file={folder}/pid", $"--lc-messages-dir={Home}/share/mysql", "--innodb-buffer-pool-size=16M",
            $"--log-error={folder}/log");
        var shop = new MariaShop(folder, server);
        await Patience.UntilAsync(async () => (await shop.RunAsync("", "select 1;")).Code == 0, "the shop's database answers");
        (await shop.RunAsync("", "create database shop character set utf8mb4;")).Code.ShouldBe(0);
        (await shop.RunAsync("shop", Tables)).Code.ShouldBe(0);
        return shop;
    }

    /// <summary>What <c>mariadb -N -r -B shop &lt; FILE</c> prints.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        var (code, output) = await RunAsync("shop", sql);
        code.ShouldBe(0, output);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<(int Code, string Output)> RunAsync(string database, string sql)
    {
        using var client = Start(
            "bin/mariadb", "--no-defaults", $"--socket={_folder}/sock", "--default-character-set=utf8mb4", "-N", "-r", "-B", database);
        await client.StandardInput.WriteAsync(sql);
        client.StandardInput.Close();
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return (client.ExitCode, output);
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo($"{Home}/{program}", arguments.Where(static one => one.Length > 0))
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
