using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class DataFolderTests
{
    [Fact]
    public void A_folder_is_held_by_one_process_at_a_time()
    {
        using var parent = new TestFolder();
        var path = parent.File("data");
        using (DataFolder.Open(path))
        {
            Should
                .Throw<StartupException>(() => DataFolder.Open(path))
                .Message.ShouldContain("Another lockstep process works on the data folder");
        }

        using var again = DataFolder.Open(path);
        again.File("crm.db").ShouldBe(Path.Combine(path, "crm.db"));
    }

    [Fact]
    public void A_new_folder_is_for_its_owner_alone()
    {
        using var parent = new TestFolder();
        using var folder = DataFolder.Open(parent.File("data"));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_folder_that_others_may_read_is_closed_when_it_is_new_and_refused_when_data_were_in_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.OtherExecute;
        using var parent = new TestFolder();
        var path = Directory.CreateDirectory(parent.File("data"), open).FullName;
        using (DataFolder.Open(path))
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.SetUnixFileMode(path, open);
        Should.Throw<StartupException>(() => DataFolder.Open(path)).Message.ShouldContain($"chmod 700 {path}");
        File.GetUnixFileMode(path).ShouldBe(open, "its owner is to know");
        Directory.CreateDirectory(parent.File("of-others/inner"));
        File.SetUnixFileMode(parent.File("of-others"), open);
        Should.Throw<StartupException>(() => DataFolder.Open(parent.File("of-others"))).Message.ShouldContain("chmod 700");
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_one_line_with_the_remedy()
    {
        using var parent = new TestFolder();
        File.WriteAllText(parent.File("data"), "");
        var error = Should.Throw<StartupException>(() => DataFolder.Open(parent.File("data")));
        error.Message.ShouldContain("set LOCKSTEP_DATA to another folder");
    }

    [Fact]
    public void A_lock_file_that_can_not_be_written_is_not_taken_for_another_process()
    {
        using var folder = new TestFolder();
        File.CreateSymbolicLink(folder.File("lockstep.lock"), "/dev/full");
        Should.Throw<StartupException>(() => DataFolder.Open(folder.Path)).Message.ShouldContain("can't be used");
    }
}
