using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Security;

[RunsOnEachStore]
public sealed class VaultTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("what nobody may read");
    private static readonly SealedColumn Notes = new("notes", "notes", "id", "data", static row => (row.Int64(0), Purpose(row.Int64(0))));
    private readonly ManualClock _clock = new();
    private readonly LogLines _log = new();
    private readonly TestFolder _keys = new();
    private readonly TestStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _keys.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task What_was_sealed_opens_after_a_restart()
    {
        var blob = (await LoadAsync()).Seal("test/a", Secret);
        _store.Reopen();
        (await LoadAsync()).Open("test/a", blob).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_sealed_secret_opens_for_its_purpose_only_and_shows_any_change()
    {
        var vault = await LoadAsync();
        var blob = vault.Seal("test/a", Secret);
        vault.Seal("test/a", Secret).ShouldNotBe(blob);
        blob.AsSpan().IndexOf(Secret.AsSpan(0, 4)).ShouldBe(-1);
        Should.Throw<CryptographicException>(() => vault.Open("test/b", blob));
        for (var place = 0; place < blob.Length; place++)
        {
            var changed = (byte[])blob.Clone();
            changed[place] ^= 1;
            Should.Throw<CryptographicException>(() => vault.Open("test/a", changed), $"byte {place}");
            Should.Throw<CryptographicException>(() => vault.Open("test/a", blob.AsSpan(0, place)), $"{place} bytes");
        }
    }

    [Fact]
    public async Task Processes_that_start_at_once_share_one_data_key()
    {
        var vaults = Enumerable.Range(0, 8).Select(_ => Create()).ToList();
        await Task.WhenAll(vaults.Select(vault => vault.LoadAsync([Master()], Ct)));
        (await CountAsync("data_keys")).ShouldBe(1);
        var blob = vaults[0].Seal("test/a", Secret);
        vaults.ShouldAllBe(vault => vault.Open("test/a", blob).SequenceEqual(Secret));
    }

    [Fact]
    public async Task What_the_master_key_sealed_itself_opens_and_is_under_a_data_key_after_a_load()
    {
        await AddAsync(1, Master().Seal(Purpose(1), Secret));
        var vault = await LoadAsync();
        (await BlobAsync(1))[0].ShouldBe((byte)2);
        vault.Open(Purpose(1), await BlobAsync(1)).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_wrong_master_key_stops_the_start_with_one_line_and_the_right_one_still_fits()
    {
        await AddAsync(1, Master().Seal(Purpose(1), Secret));
        var wrong = MasterKey.Open(_keys.File("wrong.key"));
        await RefusedAsync(wrong);
        (await CountAsync("data_keys")).ShouldBe(0, "the wrong key wraps nothing");

        await LoadAsync();
        await RefusedAsync(wrong);
        (await LoadAsync()).Open(Purpose(1), await BlobAsync(1)).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_rotation_seals_everything_anew_in_chunks()
    {
        const int Many = 450;
        var vault = await LoadAsync();
        for (var id = 1; id <= Many; id++)
        {
            await AddAsync(id, vault.Seal(Purpose(id), Secret));
        }

        await AddAsync(Many + 1, null);
        var before = await BlobAsync(1);
        (await vault.RotateAsync(Ct)).ShouldBe(Many);
        var after = await BlobAsync(1);
        after.AsSpan(0, 9).SequenceEqual(before.AsSpan(0, 9)).ShouldBeFalse("the blob names another key");
        vault.Open(Purpose(1), before).ShouldBe(Secret, "a request that read it before the rotation still opens it");
        vault.Open(Purpose(Many), await BlobAsync(Many)).ShouldBe(Secret);
        (await vault.RotateAsync(Ct)).ShouldBe(Many);
    }

    [Fact]
    public async Task A_retired_data_key_goes_once_nothing_can_name_it()
    {
        var vault = await LoadAsync();
        await AddAsync(1, vault.Seal(Purpose(1), Secret));
        await vault.RotateAsync(Ct);
        await vault.RotateAsync(Ct);
        (await CountAsync("data_keys")).ShouldBe(3, "what was sealed a moment before a rotation may be written a moment after");
        _clock.Advance(TimeSpan.FromHours(1));
        await vault.RotateAsync(Ct);
        (await CountAsync("data_keys")).ShouldBe(2);
        (await CountAsync("data_key_wraps")).ShouldBe(2);
        vault.Open(Purpose(1), await BlobAsync(1)).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_data_key_that_another_process_made_is_read_when_a_value_names_it()
    {
        var here = await LoadAsync();
        var there = await LoadAsync();
        await there.RotateAsync(Ct);
        var blob = there.Seal("test/a", Secret);
        Should.Throw<CryptographicException>(() => here.Open("test/a", blob));
        (await here.OpenAsync("test/a", blob, Ct)).ShouldBe(Secret);
    }

    [Fact]
    public async Task A_damaged_value_keeps_neither_the_others_nor_the_start_from_their_work()
    {
        var vault = await LoadAsync();
        await AddAsync(1, vault.Seal(Purpose(7), Secret));
        await AddAsync(2, vault.Seal(Purpose(2), Secret));
        (await vault.RotateAsync(Ct)).ShouldBe(1);
        _log.Lines.ShouldContain(line =>
            line.Contains("[1323]", StringComparison.Ordinal) && line.Contains("table notes, row 1", StringComparison.Ordinal)
        );
        (await LoadAsync()).Open(Purpose(2), await BlobAsync(2)).ShouldBe(Secret);
    }

    private static string Purpose(long id) => $"notes/{id}";

    private MasterKey Master() => MasterKey.Open(_keys.File("master.key"));

    private Vault Create(MasterKey? master = null) =>
        new(
            _store.Store, [Notes], master ?? Master(), _clock,
            LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<Vault>());

    private async Task<Vault> LoadAsync()
    {
        var vault = Create();
        await vault.LoadAsync([Master()], Ct);
        return vault;
    }

    private async Task RefusedAsync(MasterKey wrong)
    {
        var message = (await Should.ThrowAsync<StartupException>(() => Create(wrong).LoadAsync([wrong], Ct))).Message;
        message.ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
        message.ShouldNotContain("\n");
    }

    private Task<int> AddAsync(long id, byte[]? blob) => _store.WriteAsync(
        transaction => transaction.ExecuteAsync("insert into notes (id, text, data) values ($1, $2, $3)", id, $"note {id}", blob));

    private async Task<byte[]> BlobAsync(long id) =>
        (
            await _store.Store.ReadAsync(
                reader => reader.FirstAsync("select data from notes where id = $1", static row => row.Bytes(0), id), Ct))!;

    private async Task<long> CountAsync(string table) =>
        await _store.Store.ReadAsync(reader => reader.FirstAsync($"select count(*) from {table}", static row => row.Int64(0)), Ct);
}
