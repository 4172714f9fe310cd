using System.IO.Compression;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using Lockstep.Backup;
using Lockstep.Runtime;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Backup;

[UnsupportedOSPlatform("windows")]
[RunsOnEachStore]
public sealed class BackupFileTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;

    private string BackupFile => _folder.File("all.backup");

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        using var answer = await _app.Admin.PostAsJsonAsync("/api/customers", new { name = "Ada Example", email = "ada@example.com" });
        answer.EnsureSuccessStatusCode();
        await WriteAsync(BackupFile, replace: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_whole_and_readable_by_its_owner_only()
    {
        var report = await BackupJob.VerifyAsync(BackupFile, new CopyProgress(), CancellationToken.None);
        report.Rows.ShouldBeGreaterThan(5);
        report.Masters.Count.ShouldBe(1);
        File.GetUnixFileMode(BackupFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder.Path).ShouldBe([BackupFile]);
    }

    [Fact]
    public async Task The_master_key_is_not_in_it()
    {
        var key = await File.ReadAllBytesAsync(Path.Combine(_app.Data, "master.key"), TestContext.Current.CancellationToken);
        using var zip = ZipFile.OpenRead(BackupFile);
        foreach (var entry in zip.Entries)
        {
            await using var stream = await entry.OpenAsync(TestContext.Current.CancellationToken);
            var content = new MemoryStream();
            await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            content.ToArray().AsSpan().IndexOf(key).ShouldBe(-1, entry.FullName);
        }
    }

    [Fact]
    public async Task No_byte_of_it_can_change_unnoticed()
    {
        var whole = await File.ReadAllBytesAsync(BackupFile, TestContext.Current.CancellationToken);
        var damaged = _folder.File("damaged.backup");
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 200))
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0x04;
            await File.WriteAllBytesAsync(damaged, bytes, TestContext.Current.CancellationToken);
            await RefusedAsync(damaged, "is no whole backup");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(5_000)]
    public async Task One_that_was_cut_short_is_refused(int length)
    {
        var damaged = _folder.File("damaged.backup");
        await File.WriteAllBytesAsync(
            damaged, (await File.ReadAllBytesAsync(BackupFile, TestContext.Current.CancellationToken))[..length],
            TestContext.Current.CancellationToken);
        await RefusedAsync(damaged, "is no whole backup");
    }

    [Fact]
    public async Task A_missing_part_a_changed_row_and_a_missing_manifest_are_noticed_behind_a_checksum_that_fits()
    {
        await RefusedAsync(await RewriteAsync(zip => zip.GetEntry("crm/customers.0001")!.Delete()), "crm/customers.0001 is missing");
        await RefusedAsync(await RewriteAsync(zip => zip.GetEntry(BackupReader.ManifestName)!.Delete()), "it has no manifest");
        await RefusedAsync(
            await RewriteAsync(zip => Edit(zip, "crm/customers.0001", bytes => bytes[^1] ^= 1)), "the rows of crm.customers");
    }

    [Fact]
    public async Task A_later_format_names_the_version_to_use()
    {
        var later = await RewriteAsync(zip =>
        {
            Edit(
                zip, BackupReader.ManifestName,
                bytes => bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"format\": 1", StringComparison.Ordinal) + 10] = (byte)'7');
        });
        await RefusedAsync(later, "has format 7, this program reads 1");
    }

    [Fact]
    public async Task A_file_that_is_there_stays_unless_it_is_to_be_replaced()
    {
        var before = await File.ReadAllBytesAsync(BackupFile, TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<StartupException>(() => WriteAsync(BackupFile, replace: false))).Message.ShouldContain("--force");
        (await File.ReadAllBytesAsync(BackupFile, TestContext.Current.CancellationToken)).ShouldBe(before);
        await WriteAsync(BackupFile, replace: true);
        (await File.ReadAllBytesAsync(BackupFile, TestContext.Current.CancellationToken)).ShouldNotBe(before);
    }

    [Fact]
    public async Task In_a_folder_it_gets_a_name_with_the_instant()
    {
        var report = await WriteAsync(_folder.Path, replace: false);
        Path.GetFileName(report.File).ShouldMatch("^lockstep-[0-9]{8}T[0-9]{6}Z\\.backup$");
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var job = _app.Services.GetRequiredService<BackupJob>();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            job.RunAsync(_folder.File("never.backup"), replace: false, new CopyProgress(), stop.Token)
        );
        Directory.GetFiles(_folder.Path).ShouldBe([BackupFile]);
    }

    private static async Task RefusedAsync(string file, string with) =>
        (
            await Should.ThrowAsync<StartupException>(() => BackupJob.VerifyAsync(file, new CopyProgress(), CancellationToken.None))
        ).Message.ShouldContain(with);

    private static void Edit(ZipArchive zip, string name, Action<byte[]> edit)
    {
        var content = new MemoryStream();
        using (var stream = zip.GetEntry(name)!.Open())
        {
            stream.CopyTo(content);
        }

        var bytes = content.ToArray();
        edit(bytes);
        zip.GetEntry(name)!.Delete();
        using var output = zip.CreateEntry(name).Open();
        output.Write(bytes);
    }

    /// <summary>As somebody does who knows the format: the checksum fits again.</summary>
    private async Task<string> RewriteAsync(Action<ZipArchive> change)
    {
        var file = _folder.File($"{Guid.NewGuid():N}.backup");
        File.Copy(BackupFile, file);
        await using (var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Update))
        {
            change(zip);
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var hash = await BackupReader.HashAsync(stream, CancellationToken.None);
        stream.Position = stream.Length - BackupReader.SealChars;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(hash));
        return file;
    }

    private Task<BackupReport> WriteAsync(string path, bool replace) =>
        _app.Services.GetRequiredService<BackupJob>().RunAsync(path, replace, new CopyProgress(), CancellationToken.None);
}
