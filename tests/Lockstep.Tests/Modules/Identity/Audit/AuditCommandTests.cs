using Lockstep.Contracts.Access;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

[RunsOnEachStore]
public sealed class AuditCommandTests(StoppedFolder stopped) : IClassFixture<StoppedFolder>
{
    [Fact]
    public async Task A_log_in_order_is_one_line_with_its_figures_and_an_anchor_that_fits()
    {
        var (code, output, errors) = await AuditApi.VerifyAsync(stopped.Folder);
        (code, errors).ShouldBe((0, ""));
        output.ShouldMatch("^audit: [0-9]+ entries, [0-9]+ seals, newest [0-9]+:[0-9a-f]{64}, all in order\n$");
        AuditAnchor.Parse(stopped.Earlier.Anchor).ShouldNotBeNull().Number.ShouldBe(stopped.Entries);
    }

    [Fact]
    public async Task Entries_that_are_not_sealed_yet_are_no_fault_and_are_told()
    {
        var (code, said) = await stopped.AfterAsync([
            $"insert into audit (number, at, actor, action, target, refused, times, digest) values ({stopped.Entries + 1}, "
                + "0, 'user:1', 'thing:done', '', 0, 1, x'')"]);
        code.ShouldBe(0, said);
        said.ShouldEndWith("all in order; the last 1 not sealed yet\n");
    }

    [Fact]
    public async Task A_folder_that_lacks_a_modules_database_is_checked_as_far_as_it_goes()
    {
        await BehindTheBack.WithoutAsync(stopped.Folder, "crm", async () =>
        {
            var (code, output, errors) = await AuditApi.VerifyAsync(stopped.Folder);
            code.ShouldBe(0, output + errors);
            output.ShouldContain("changes of crm not compared, there is no "
                + $"{(TestDatabases.IsPostgres ? TestDatabases.NameOf(stopped.Folder, "crm") : "crm.db")}");
        });
    }

    [Fact]
    public async Task Every_error_is_one_line_with_the_remedy_and_ends_with_2()
    {
        using var folder = new TestFolder();
        var nothing = await AuditApi.VerifyAsync(folder.Path);
        (nothing.Code, nothing.Output).ShouldBe((2, ""));
        nothing.Errors.ShouldMatch(
            TestDatabases.IsPostgres
                ? $"^lockstep: There is no {TestDatabases.NameOf(folder.Path, "identity")} in [^ \n]+; "
                    + "name server and databases [^\n]*LOCKSTEP_POSTGRES\\.\n$"
                : $"^lockstep: There is no identity\\.db in {folder.Path}; name the data folder with --data or LOCKSTEP_DATA\\.\n$");
        (await AuditApi.VerifyAsync(stopped.Folder, "12")).Errors.ShouldBe(
            "lockstep: --anchor must be NUMBER:HASH, the hash with 64 hexadecimal digits.\n");
        if (!TestDatabases.IsPostgres)
        {
            File.Copy(Path.Combine(stopped.Folder, "identity.db"), folder.File("identity.db"));
        }

        (await AuditApi.VerifyAsync(folder.Path, databases: stopped.Folder)).Errors.ShouldBe(
            $"lockstep: The master key {folder.File("master.key")} is missing; set LOCKSTEP_MASTER_KEY_FILE to where it is.\n");
        File.Exists(folder.File("master.key")).ShouldBeFalse("a check makes no key");
        PrivateFile.Write(folder.File("master.key"), new byte[32], replace: false);
        var wrong = await AuditApi.VerifyAsync(folder.Path, databases: stopped.Folder);
        (wrong.Code, wrong.Errors.Contains("wrapped by another master key", StringComparison.Ordinal)).ShouldBe((2, true), wrong.Errors);
        await File.WriteAllTextAsync(
            folder.File("identity.db"), "this is no database, and it is long enough to see that: " + new string('x', 5_000),
            TestContext.Current.CancellationToken);
        var (code, _, errors) = await AuditApi.VerifyAsync(folder.Path);
        (code, errors.TrimEnd().Contains('\n', StringComparison.Ordinal)).ShouldBe((2, false), errors);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_error_of_one_line_and_so_is_a_setting_that_names_none()
    {
        foreach (var server in new[] { "Host=127.0.0.1;Port=1;Username=lockstep;Password=hidden", "", "Nonsense=1" })
        {
            await using var errors = new StringWriter { NewLine = "\n" };
            var settings = new AuditSettings(
                stopped.Folder,
                null,
                name =>
                    name switch
                    {
                        "LOCKSTEP_STORE" => "postgres",
                        "LOCKSTEP_POSTGRES" => server,
                        _ => null,
                    });
            (
                await AuditCommand.RunAsync(
                    settings, Program.Factory.Modules, TextWriter.Null, errors, TestContext.Current.CancellationToken)).ShouldBe(2);
            errors.ToString().ShouldMatch("^lockstep: [^\n]*LOCKSTEP_POSTGRES[^\n]*\n$");
            errors.ToString().ShouldNotContain("hidden");
        }
    }

    [Fact]
    public void An_anchor_is_a_number_and_a_hash_and_nothing_else()
    {
        var hash = new string('a', 64);
        AuditAnchor.Parse($"7:{hash}")!.ToString().ShouldBe($"7:{hash}");
        foreach (var text in new[]
        {
            "", "7", $"{hash}", $"0x7:{hash}", $"-7:{hash}", $"7:{hash}0", $"7:{new string('g', 64)}", $"7:{hash}:", $" 7:{hash}",
        })
        {
            AuditAnchor.Parse(text).ShouldBeNull(text);
        }
    }

    [Fact]
    public async Task It_is_a_command_of_lockstep() =>
        (await CommandLine.RunAsync(Program.Factory, ["audit", "verify", "--data", stopped.Folder])).ShouldBe(
            TestDatabases.IsPostgres ? 2 : 0, "the environment names no server");
}
