using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Runtime;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Host;

/// <summary><c>./run --clean</c> takes away what Lockstep made, and nothing else.</summary>
public sealed class CleanCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.CreateDirectory(_folder.Path);
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task What_a_server_made_goes_and_what_somebody_put_there_stays()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(_folder.File("flows/own.yaml"), "name: own", Ct);
        await File.WriteAllTextAsync(_folder.File("lockstep.json"), "{}", Ct);
        await File.WriteAllTextAsync(_folder.File("thesis.txt"), "years of work", Ct);
        Clean();
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file))
            .ShouldBe(["flows/own.yaml", "lockstep.json", "thesis.txt"], ignoreOrder: true);
        _output.ToString().ShouldContain("left are flows, lockstep.json, thesis.txt");
    }

    [Fact]
    public async Task An_empty_folder_goes_too_and_the_next_start_begins_anew()
    {
        await MakeAsync();
        Clean();
        Directory.Exists(_folder.Path).ShouldBeFalse();
        Clean();
        await MakeAsync();
    }

    [Fact]
    public async Task A_folder_that_lockstep_did_not_make_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.File("crm.db"), "somebody's", Ct);
        Should.Throw<CommandException>(() => Clean()).Message.ShouldContain("lockstep.lock");
        File.Exists(_folder.File("crm.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_in_use_is_left_alone()
    {
        await using var app = await TestApp.StartAsync(data: _folder.Path);
        Should.Throw<StartupException>(() => Clean()).Message.ShouldContain("Another lockstep process works on the data folder");
        File.Exists(_folder.File("master.key")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("y\n", false)]
    [InlineData("n\n", true)]
    [InlineData("\n", true)]
    [InlineData("", true)]
    public async Task At_a_terminal_it_asks(string answer, bool isKept)
    {
        await MakeAsync();
        if (isKept)
        {
            Should.Throw<CommandException>(() => Clean(new StringReader(answer)));
        }
        else
        {
            Clean(new StringReader(answer));
        }

        _output.ToString().ShouldContain($"in {_folder.Path}");
        File.Exists(_folder.File("master.key")).ShouldBe(isKept);
    }

    private async Task MakeAsync() =>
        await (await TestApp.StartAsync(data: Directory.CreateDirectory(_folder.Path).FullName)).DisposeAsync();

    private void Clean(TextReader? answers = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("LOCKSTEP_DATA", _folder.Path)]).Build();
        CleanCommand.Run(new CopyContext(Program.Factory, settings, _output, _output, null), answers);
    }
}
