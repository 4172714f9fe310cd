using System.Runtime.Versioning;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Tests.Runtime.Security;

[UnsupportedOSPlatform("windows")]
[RunsOnEachStore]
public sealed class MasterKeyChangeTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("what nobody may read");
    private readonly TestFolder _folder = new();
    private readonly TestStore _first = new();
    private readonly TestStore _second = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string KeyFile => _folder.File("master.key");

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_new_key_opens_everything_and_the_old_one_nothing()
    {
        var blobs = await SealAsync();
        File.Copy(KeyFile, _folder.File("old.key"));
        (await ChangeAsync(null)).ShouldBe(2);
        await OpensAsync(KeyFile, blobs);
        await Should.ThrowAsync<StartupException>(() => OpensAsync(_folder.File("old.key"), blobs));
        Directory.GetFiles(_folder.Path).ShouldBe([KeyFile, _folder.File("old.key")], ignoreOrder: true);
        File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_new_key_elsewhere_leaves_the_old_file_where_it_is()
    {
        var blobs = await SealAsync();
        var old = await File.ReadAllBytesAsync(KeyFile, Ct);
        await ChangeAsync(_folder.File("new.key"));
        await OpensAsync(_folder.File("new.key"), blobs);
        (await File.ReadAllBytesAsync(KeyFile, Ct)).ShouldBe(old);
        (await ChangeAsync(_folder.File("new.key"))).ShouldBe(2, "once more changes nothing");
        await OpensAsync(_folder.File("new.key"), blobs);
    }

    [Fact]
    public async Task The_present_key_is_not_taken_for_a_new_one()
    {
        await SealAsync();
        (await Should.ThrowAsync<StartupException>(() => ChangeAsync(KeyFile))).Message.ShouldContain("--to");
    }

    [Fact]
    public async Task A_copy_of_the_present_key_is_not_taken_for_a_new_one()
    {
        var blobs = await SealAsync();
        File.Copy(KeyFile, _folder.File("copy.key"));
        (await Should.ThrowAsync<StartupException>(() => ChangeAsync(_folder.File("copy.key")))).Message.ShouldContain(
            "holds a copy of the present master key");
        await OpensAsync(KeyFile, blobs);
    }

    /// <summary>As a kill leaves it between the last commit and the end: the draft is what took the key's place.</summary>
    [Fact]
    public async Task A_draft_that_took_its_place_long_ago_is_not_taken_for_a_new_key()
    {
        var blobs = await SealAsync();
        await ChangeAsync(null);
        File.Copy(KeyFile, KeyFile + ".next");
        File.Copy(KeyFile, _folder.File("leaked.key"));
        (await ChangeAsync(null)).ShouldBe(2);
        (await File.ReadAllBytesAsync(KeyFile, Ct)).ShouldNotBe(await File.ReadAllBytesAsync(_folder.File("leaked.key"), Ct));
        await OpensAsync(KeyFile, blobs);
        await Should.ThrowAsync<StartupException>(() => OpensAsync(_folder.File("leaked.key"), blobs));
        File.Exists(KeyFile + ".next").ShouldBeFalse();
    }

    /// <summary>Each commit of the change, failing before and after it is on disk; a real kill is in the conformance tests.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("new.key")]
    public async Task Cut_short_at_any_commit_one_key_file_opens_everything_and_a_second_run_finishes(string? to)
    {
        for (var cut = 1; cut <= 8; cut++)
        {
            var blobs = await SealAsync();
            var target = to is null ? null : _folder.File($"{cut}-{to}");
            var fuse = new Fuse(cut);
            await Should.ThrowAsync<IOException>(() => ChangeAsync(target, fuse));
            (await OpensSomehowAsync(blobs, target)).ShouldBeTrue($"cut {cut}");

            await ChangeAsync(target);
            await OpensAsync(target ?? KeyFile, blobs);
            File.Exists(KeyFile + ".next").ShouldBeFalse();
            if (target is not null)
            {
                File.Move(target, KeyFile, overwrite: true);
            }
        }
    }

    private async Task<IReadOnlyList<byte[]>> SealAsync()
    {
        var blobs = new List<byte[]>();
        foreach (var vault in Vaults(KeyFile))
        {
            await vault.LoadAsync([MasterKey.Open(KeyFile)], Ct);
            blobs.Add(vault.Seal("test/a", Secret));
        }

        return blobs;
    }

    private Task<int> ChangeAsync(string? to, Fuse? fuse = null) =>
        new MasterKeyChange(new MasterKeyFile(KeyFile), Vaults(KeyFile, fuse)).RunAsync(to, Ct);

    private async Task<bool> OpensSomehowAsync(IReadOnlyList<byte[]> blobs, string? other)
    {
        foreach (var file in new[] { KeyFile, other })
        {
            try
            {
                if (file is not null)
                {
                    await OpensAsync(file, blobs);
                    return true;
                }
            }
            catch (StartupException)
            {
                // The other one must.
            }
        }

        return false;
    }

    private async Task OpensAsync(string keyFile, IReadOnlyList<byte[]> blobs)
    {
        foreach (var (vault, blob) in Vaults(keyFile).Zip(blobs))
        {
            await vault.LoadAsync([MasterKey.Open(keyFile)], Ct);
            vault.Open("test/a", blob).ShouldBe(Secret);
        }
    }

    private List<Vault> Vaults(string keyFile, Fuse? fuse = null) =>
        [
            .. new[] { _first, _second }.Select(store => new Vault(
                fuse is null ? store.Store : new CutStore(store.Store, fuse), [], MasterKey.Open(keyFile), TimeProvider.System,
                NullLogger<Vault>.Instance)),
        ];

    /// <summary>Odd numbers cut before a commit, even ones after it.</summary>
    private sealed class Fuse(int at)
    {
        private int _passed;

        public void Pass()
        {
            if (++_passed == at)
            {
                throw new IOException("cut");
            }
        }
    }

    private sealed class CutStore(IStore inner, Fuse fuse) : IStore
    {
        public string Name => inner.Name;

        public SqlDialect Dialect => inner.Dialect;

        public Signals Signals => inner.Signals;

        public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default)
        {
            fuse.Pass();
            var result = await inner.WriteAsync(write, ct);
            fuse.Pass();
            return result;
        }

        public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) => WriteAsync(write, ct);

        public Task SyncedAsync(CancellationToken ct = default) => inner.SyncedAsync(ct);

        public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => inner.WriteSoon(key, write);

        public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.ReadAsync(read, ct);

        public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.AskAsync(read, ct);

        public ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default) => inner.SettledAsync(ct);
    }
}
