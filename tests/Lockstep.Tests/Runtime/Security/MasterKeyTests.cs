using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Security;

[UnsupportedOSPlatform("windows")]
public sealed class MasterKeyTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("what nobody may read");
    private readonly TestFolder _folder = new();

    private string KeyFile => _folder.File("master.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_32_bytes_that_only_the_owner_may_read()
    {
        MasterKey.Open(KeyFile);
        File.ReadAllBytes(KeyFile).Length.ShouldBe(32);
        File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder.Path).ShouldBe([KeyFile]);
    }

    [Fact]
    public void What_was_sealed_before_a_restart_opens_after_it()
    {
        var blob = MasterKey.Open(KeyFile).Seal("test/a", Secret);
        MasterKey.Open(KeyFile).Open("test/a", blob).ShouldBe(Secret);
    }

    [Fact]
    public void A_sealed_secret_shows_nothing_and_never_looks_the_same_twice()
    {
        var key = MasterKey.Open(KeyFile);
        var blob = key.Seal("test/a", Secret);
        blob.AsSpan().IndexOf(Secret.AsSpan(0, 4)).ShouldBe(-1);
        key.Seal("test/a", Secret).ShouldNotBe(blob);
    }

    [Fact]
    public void A_sealed_secret_does_not_open_for_another_purpose()
    {
        var key = MasterKey.Open(KeyFile);
        Should.Throw<CryptographicException>(() => key.Open("test/b", key.Seal("test/a", Secret)));
    }

    [Fact]
    public void A_sealed_secret_does_not_open_with_another_key()
    {
        var blob = MasterKey.Open(KeyFile).Seal("test/a", Secret);
        Should.Throw<CryptographicException>(() => MasterKey.Open(_folder.File("other.key")).Open("test/a", blob));
    }

    [Fact]
    public void A_change_of_any_byte_of_a_sealed_secret_is_noticed()
    {
        var key = MasterKey.Open(KeyFile);
        var blob = key.Seal("test/a", Secret);
        for (var place = 0; place < blob.Length; place++)
        {
            var changed = (byte[])blob.Clone();
            changed[place] ^= 1;
            Should.Throw<CryptographicException>(() => key.Open("test/a", changed));
        }
    }

    [Fact]
    public void A_sealed_secret_that_is_cut_short_is_noticed_at_every_length()
    {
        var key = MasterKey.Open(KeyFile);
        var blob = key.Seal("test/a", Secret);
        for (var length = 0; length < blob.Length; length++)
        {
            Should.Throw<CryptographicException>(() => key.Open("test/a", blob.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(100_000)]
    public void A_key_file_of_another_length_stops_the_start_with_one_line(int length)
    {
        File.WriteAllBytes(KeyFile, new byte[length]);
        var message = Should.Throw<StartupException>(() => MasterKey.Open(KeyFile)).Message;
        message.ShouldContain(KeyFile);
        message.ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
        message.ShouldNotContain("\n");
        File.ReadAllBytes(KeyFile).Length.ShouldBe(length, "a key that is not understood is never overwritten");
    }

    [Fact]
    public void A_key_file_that_is_a_folder_stops_the_start_with_one_line()
    {
        Directory.CreateDirectory(KeyFile);
        Should.Throw<StartupException>(() => MasterKey.Open(KeyFile)).Message.ShouldContain("LOCKSTEP_MASTER_KEY_FILE");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    public void A_key_file_that_others_may_read_stops_the_start_and_says_how_to_close_it(UnixFileMode mode)
    {
        MasterKey.Open(KeyFile);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        var message = Should.Throw<StartupException>(() => MasterKey.Open(KeyFile)).Message;
        message.ShouldContain($"chmod 600 {KeyFile}");
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_fingerprint_tells_keys_apart_and_stays_the_same()
    {
        var key = MasterKey.Open(KeyFile);
        key.Fingerprint.ShouldMatch("^[0-9a-f]{16}$");
        MasterKey.Open(KeyFile).Fingerprint.ShouldBe(key.Fingerprint);
        string.Equals(MasterKey.Open(_folder.File("other.key")).Fingerprint, key.Fingerprint, StringComparison.Ordinal).ShouldBeFalse();
    }
}
