using System.CommandLine;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Host.Settings;
using Lockstep.Runtime;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Host;

/// <summary>What helps at a terminal: examples, and the name that was meant.</summary>
public sealed class HelpTests
{
    [Fact]
    public void Every_command_has_an_example_that_begins_like_it_and_its_help_ends_with_that()
    {
        var root = CommandLine.Create(Program.Factory);
        foreach (var (command, path) in All(root, "lockstep"))
        {
            var example = ExampleHelp.Of(command).ShouldNotBeNull(path);
            example.ShouldContain(command is RootCommand ? "lockstep" : path, customMessage: path);
            using var output = new StringWriter();
            root.Parse([.. path.Split(' ').Skip(1), "--help"]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
            output.ToString().Trim().ShouldEndWith(example);
        }
    }

    [Theory]
    [InlineData("LOCKSTEP_HTPP", "LOCKSTEP_HTTP")]
    [InlineData("LOCKSTEP_Limits__PerCalerRate", "LOCKSTEP_Limits__PerCallerRate")]
    [InlineData("Limits__PerCalerRate", "Limits__PerCallerRate")]
    [InlineData("Sqlite:GroupMx", "Sqlite:GroupMax")]
    public async Task A_setting_that_there_is_not_is_told_with_the_nearest_one(string name, string near)
    {
        await using var app = Program.Build();
        SettingNames.Unknown([name], app.Services).ShouldBe([(name, near)]);
    }

    [Fact]
    public async Task All_that_the_handbook_lists_are_known_and_the_other_way_round()
    {
        await using var app = Program.Build();
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs/operations.md"))
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).Select(static line => line.Split('`')[1]).ToList();
        var plain = rows.Where(static name => name.StartsWith("LOCKSTEP_", StringComparison.Ordinal)).ToList();
        plain.ShouldBe(SettingNames.Plain, ignoreOrder: true);
        SettingNames.Unknown(plain.Concat(rows.Where(static name => name.Contains("__", StringComparison.Ordinal))),
            app.Services).ShouldBeEmpty();
        SettingNames.Unknown(["PATH", "HOME", "DOTNET__x", "Oidc__RoleMap__admins"], app.Services).ShouldBeEmpty();
    }

    private static IEnumerable<(Command Command, string Path)> All(Command command, string path) =>
        command.Subcommands.SelectMany(one => All(one, $"{path} {one.Name}")).Prepend((command, path));
}
