using System.Runtime.Versioning;
using System.Text;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Security;

[UnsupportedOSPlatform("windows")]
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TestFolder _folder = new();

    private string Name => _folder.File("inner/secret");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_made_for_the_file_is_closed_to_others()
    {
        PrivateFile.Write(Name, "a"u8).ShouldBeTrue();
        File.GetUnixFileMode(Path.GetDirectoryName(Name)!).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Name).ShouldBe(OwnerOnly);
    }

    [Fact]
    public void A_file_that_is_there_is_kept_when_it_may_not_be_replaced()
    {
        PrivateFile.Write(Name, "first"u8);
        PrivateFile.Write(Name, "second"u8, replace: false).ShouldBeFalse();
        File.ReadAllText(Name, Encoding.UTF8).ShouldBe("first");
    }

    [Fact]
    public void Replacing_a_file_closes_it_to_others_even_when_it_was_open_to_them()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Name)!);
        File.WriteAllText(Name, "open");
        File.SetUnixFileMode(Name, OwnerOnly | UnixFileMode.OtherRead);
        PrivateFile.Write(Name, "closed"u8).ShouldBeTrue();
        File.GetUnixFileMode(Name).ShouldBe(OwnerOnly);
        File.ReadAllText(Name).ShouldBe("closed");
        Directory.GetFiles(Path.GetDirectoryName(Name)!).ShouldBe([Name]);
    }
}
